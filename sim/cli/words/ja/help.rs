//! `--help` in Japanese.

use super::super::{Headings, HelpTexts, Placeholders};

pub(super) static HEADINGS: Headings = Headings {
    usage: "使い方",
    commands: "コマンド",
    arguments: "引数",
    options: "オプション",
    any_options: "[オプション]",
    command: "コマンド",
};

pub(super) static PLACEHOLDERS: Placeholders = Placeholders {
    backup: "バックアップ",
    dir: "フォルダー",
    channel: "申請先",
    f: "ファイル",
    file: "ファイル",
    file_or_dir: "ファイル|フォルダー",
    format: "形式",
    consumer: "プログラム",
    key: "鍵",
    key_value: "キー=値",
    kind: "鍵",
    lang: "言語",
    length: "期間",
    n: "数",
    name: "名前",
    nnnn: "NNNN",
    pc: "PC",
    profile: "プロファイル",
    service: "サービス",
    span: "期間",
    state: "状態",
    time: "日時",
    user: "ユーザー",
    which: "対象",
    zone: "タイムゾーン",
};

pub(super) static HELP: HelpTexts = HelpTexts {
    kigen: "クライアント証明書の一生を試すためのテストハーネスとシミュレーター",
    exit_codes: "\
終了コード:
  0  すべて期待どおり
  1  期待と違う結果になったシナリオがある、ファイルに問題がある、またはセッションの手順が拒否された
  2  引数またはシナリオの書き方が間違っている
  3  ファイルまたはフォルダーを読み書きできない",
    format: "出力の形式（text は人が読むため、json はプログラムが読むため）",
    help_flag: "ヘルプを表示",
    lang: "表示の言語（省略時はシステムの設定）",
    version: "バージョンを表示",
    zone: "表示する日時のタイムゾーン（JST、UTC、または +05:30 のような時差）",
    help: "このヘルプ、またはコマンドのヘルプを表示",
    inspect: "証明書や PKCS#12 ファイルの中身と状態を調べる",
    inspect_at: "この日時で判定する（2026-02-28T10:00:00+09:00、今日の 23:59:59、90日後なら +90d。省略時は現在）",
    inspect_expires_within: "30d のような期間内に期限が切れる証明書、またはすでに切れた証明書があれば、終了コードを 1 にする",
    inspect_consumer: "このプログラムで PKCS#12 ファイルを読み込めるかどうかを表示する",
    inspect_limit: "計算量とメモリーの上限を N 倍に上げて読む（10 なら10倍）",
    inspect_password_file: "PKCS#12 ファイルのパスワードを1行目に書いたファイル",
    inspect_paths: "PKCS#12 ファイル、PEM の束、DER の証明書・鍵・失効リスト、Java のキーストア、またはそれらのあるフォルダー",
    inspect_pin: "PKCS#12 ファイルの PIN（4桁の数字）",
    make: "決まった状態の証明書、鍵、キーストアを作る",
    make_at: "現在ではなくこの日時に合わせて作る（いつ実行しても同じバイト列になる）",
    make_begins_at: "有効期間の最初の1秒（--expires-at と同じ書き方）",
    make_begins_in: "有効期間の最初の1秒を現在から数えて指定（-1d など）",
    make_count: "状態ごとの個数",
    make_expires_at: "有効期間の最後の1秒（今日の 23:59:59、または 2026-02-28T10:00:00+09:00）",
    make_expires_in: "有効期間の最後の1秒を現在から数えて指定（30d、5s、-1s など）",
    make_force: "既存のファイルを置き換える",
    make_formats: "ファイルの形式（コンマ区切りで複数）",
    make_key: "すべての鍵の種類（古いソフトウェアで読めるのは rsa-2048 だけ）",
    make_name: "ファイルと証明書の名前（省略時は状態の名前）",
    make_out: "書き出し先のフォルダー",
    make_pair: "更新前と更新後の2つを組で作る",
    make_pin: "PKCS#12 ファイルと Java のキーストアの PIN（4桁の数字）",
    make_profile: "PKCS#12 ファイルの暗号化プロファイル",
    make_seed: "鍵とシリアル番号の元になる番号",
    make_states: "作る証明書の状態（コンマ区切りで複数、all ですべて）",
    run: "指定したファイルやフォルダー、または内蔵のシナリオを実行する",
    run_force: "そのフォルダーにある、kigen が書き出していないファイルや、書き出した後に変更されたファイルも置き換える",
    run_out: "report.json、junit.xml と、シナリオごとのファイルをこのフォルダーに書き出す",
    run_paths: "シナリオファイル、またはそのフォルダー（*.toml）",
    run_seed: "シナリオのシードの代わりに使うシード",
    schema: "シナリオファイル、または --format json の出力の JSON Schema を表示する",
    schema_of: "対象の形式",
    session: "一手順ずつ試す（手順はシナリオファイルに残る）",
    session_file: "セッションのシナリオファイル",
    session_deny_key: "そのときに「許可しない」と答える（--key-pin もなければ、画面を閉じる）",
    session_key_pin: "秘密キーの保護を強力にしたときの、キーのパスワードの入力",
    session_pc: "対象の PC（複数あるときに指定）",
    session_pin: "ファイルの PIN（4桁の数字）",
    session_decline_root: "ルート証明書のセキュリティ警告に「いいえ」と答える",
    session_not_exportable: "「このキーをエクスポート可能にする」にチェックを入れない",
    session_strong_pin: "「秘密キーの保護を強力にする」にチェックを入れ、このパスワードをキーに付ける",
    advance: "時間を進める",
    advance_time: "期間または日時（3d、2026-02-28T10:00:00+09:00、開始から数えて +31d、受付01.letter、\
                   受付01.not_after + 1s）",
    apply: "電子証明書の発行を申請する",
    apply_via: "申請先",
    backup: "証明書のエクスポートウィザードでバックアップを作る",
    backup_name: "バックアップの名前",
    backup_encryption: "暗号化プロファイル",
    backup_pin_again: "確認のためにもう一度入力する PIN（省略時は同じ PIN）",
    cancel: "申請を取り下げる",
    check: "ストアの証明書を確認する",
    choose: "これから使う証明書を選ぶ",
    choose_which: "2枚のうちのどちらか",
    connect: "サービスに接続する（省略時は PC で使うすべてのサービス）",
    connect_service: "サービス",
    delete: "ストアから証明書を削除する",
    delete_which: "削除する証明書",
    dismiss: "画面のお知らせを読んで閉じる",
    download: "届いた通知書で PKCS#12 ファイルをダウンロードし、PIN を決める",
    fault: "障害を起こす、または直す（例: fault cut-power at=import）",
    faults: "\
障害:
  lose-letter              次の郵便物が届かない
  portal-down lasts=2h     この期間、ポータルサイトに接続できない
  authority-down lasts=2h  この期間、認証局とダウンロードサイトに接続できない
  cut-power at=import      次の import、backup、renewal-request または
                           renewal-store の途中で停電する
  fill-disk                バックアップ先のディスクがいっぱいになる
  free-disk                バックアップ先のディスクに空きができる
  break                    PC が故障し、証明書ストアが失われる
  set-clock by=-1d         PC の時計をこれだけずらす
  drift seconds_per_day=5  時計が1日にこの秒数だけ進む（負の数なら遅れる）
  drain-battery            時計の電池が切れる
  repair-clock             時計が直る",
    fault_details: "障害の内容（at=import、by=-1d、lasts=2h など）",
    fault_name: "障害の名前（シナリオファイルと同じ）",
    import: "最後にダウンロードしたファイル、またはほかで作られた PKCS#12 ファイルをインポートする",
    import_foreign: "ほかで作られたファイル（セッションの一部として複製される）",
    import_password_file: "ほかで作られたファイルのパスワードを1行目に書いたファイル",
    inquire: "申請の状況をポータルサイトで確認する",
    list: "証明書ストアの中身を表示する",
    new: "セッションを始める（ファイルを作る）",
    new_key: "すべての鍵の種類（p-256 は速く、rsa-2048 は古いソフトウェアでも読める）",
    new_pcs: "PC の名前",
    new_seed: "乱数の元になる番号",
    new_start: "開始の日時（2022-11-28T10:00:00+09:00 など。省略時は現在）",
    open_account: "ポータルサイトで施設のアカウントを登録する",
    renew: "MPKI クライアントで更新する",
    replace: "故障した PC を空の新しい PC に交換する",
    restore: "バックアップをインポートする",
    restore_backup: "バックアップの名前",
    revoke: "ポータルサイトで失効を申請する",
    sign_in: "別のユーザーで Windows にサインインする",
    sign_in_user: "ユーザー",
    status: "現在の日時、PC の状態、費用を表示する",
    undo: "最後の手順を取り消す",
    verify: "サービスに接続できる状態かどうかを、接続せずに確かめる",
};
