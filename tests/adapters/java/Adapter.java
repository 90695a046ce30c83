import static java.security.cert.PKIXRevocationChecker.Option.*;
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.cert.Certificate;
import java.util.*;
/** Reads, keeps and judges certificates with Java's own classes, for kigen check. */
class Adapter {
    static final char[] PASSWORD = "of the store".toCharArray();
    static KeyStore kept; // each entry by the SHA-256 of its certificate
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        var out = new PrintStream(System.out, true, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            var answer = "";
            try {
                answer = "'outcome':'ok'" + answer(line, text(line, "certificate"));
            } catch (Throwable error) {
                var said = error.toString();
                for (var cause = error; (cause = cause.getCause()) != null; ) said += " / " + cause;
                answer = "'outcome':'other','native':'" + said.replaceAll("[\\p{Cntrl}'\"\\\\]", " ") + "'";
            }
            var seq = line.replaceAll(".*\"seq\":(\\d+).*", "$1");
            out.println(("{'seq':" + seq + "," + answer + "}").replace('\'', '"'));
        }
    }
    static String answer(String line, String sha256) throws Exception {
        var password = Objects.requireNonNullElse(text(line, "password"), "").toCharArray();
        switch (text(line, "op")) {
            case "hello": return ",'name':'Java','language':'Java','version':'" + Runtime.version().feature()
                + "','features':['crl'],'ops':['open','verify','reset','import','list','export','delete']";
            case "open": return open(store(line, password), password);
            case "verify": return verify(store(line, password), line);
            case "reset": kept = store("", null); break;
            case "import": move(store(line, password), null, password, kept, PASSWORD); break;
            case "list": return open(kept, PASSWORD);
            case "delete": kept.deleteEntry(sha256); break;
            case "export": try (var file = Files.newOutputStream(Path.of(text(line, "file")))) {
                move(kept, sha256, PASSWORD, store("", null), password).store(file, password);
            }
        }
        return "";
    }
    /** Copies the entry of this name, or the first. */
    static KeyStore move(KeyStore from, String name, char[] its, KeyStore to, char[] other) throws Exception {
        var alias = name == null ? from.aliases().nextElement() : name;
        var chain = from.getCertificateChain(alias);
        to.setKeyEntry(sha256(chain[0]), from.getKey(alias, its), other, chain);
        return to;
    }
    static String text(String line, String member) {
        var found = java.util.regex.Pattern.compile("\"" + member + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(line);
        return found.find() ? found.group(1).replaceAll("\\\\(.)", "$1") : null;
    }
    static KeyStore store(String line, char[] password) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(line.isEmpty() ? null : Files.newInputStream(Path.of(text(line, "file"))), password);
        return store;
    }
    static String sha256(Certificate one) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(one.getEncoded()));
    }
    static String open(KeyStore store, char[] password) throws Exception {
        var seen = new LinkedHashMap<String, Boolean>();
        var keys = 0;
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getKey(alias, password) != null) keys++;
            var chain = store.getCertificateChain(alias); // none for an authority, or a key by itself
            if (chain == null && !store.isKeyEntry(alias)) seen.putIfAbsent(sha256(store.getCertificate(alias)), false);
            else if (chain != null) for (var one : chain) seen.merge(sha256(one), one == chain[0], Boolean::logicalOr);
        }
        var list = new StringJoiner(",");
        seen.forEach((sha256, key) -> list.add("{'sha256':'" + sha256 + "','key':" + key + "}"));
        return ",'keys':" + keys + ",'certificates':[" + list + "]";
    }
    static String verify(KeyStore store, String line) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        var root = factory.generateCertificate(Files.newInputStream(Path.of(text(line, "root"))));
        var asked = new PKIXParameters(Set.of(new TrustAnchor((X509Certificate) root, null)));
        asked.setDate(Date.from(java.time.Instant.parse(text(line, "now"))));
        if (text(line, "crl") == null) asked.setRevocationEnabled(false); else {
            var lists = factory.generateCRLs(Files.newInputStream(Path.of(text(line, "crl"))));
            asked.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            var checker = (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
            checker.setOptions(Set.of(PREFER_CRLS, NO_FALLBACK, ONLY_END_ENTITY));
            asked.addCertPathChecker(checker);
        }
        var path = new ArrayList<>(List.of(store.getCertificateChain(store.aliases().nextElement())));
        path.remove(root);
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), asked);
        var usages = ((X509Certificate) path.get(0)).getExtendedKeyUsage();
        if (!usages.contains("1.3.6.1.5.5.7.3.2")) throw new CertificateException("not for clients");
        return "";
    }
}
