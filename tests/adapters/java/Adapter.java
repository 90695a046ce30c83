import static java.security.cert.PKIXRevocationChecker.Option.*;
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.cert.Certificate;
import java.util.*;
/** Reads PKCS#12 files and judges certificates with Java's own classes, for kigen check. */
class Adapter {
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        var out = new PrintStream(System.out, true, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            var answer = "";
            try {
                answer = switch (text(line, "op")) {
                    case "hello" -> "'name':'Java','language':'Java','version':'" + Runtime.version().feature()
                        + "','ops':['open','verify'],'features':['crl']";
                    case "open" -> open(load(line), text(line, "password").toCharArray());
                    default -> verify(load(line), line);
                };
            } catch (Throwable error) {
                var said = error.toString();
                for (var cause = error; (cause = cause.getCause()) != null; ) said += " / " + cause;
                answer = "'outcome':'other','native':'" + said.replaceAll("[\\p{Cntrl}'\"\\\\]", " ") + "'";
            }
            var seq = line.replaceAll(".*\"seq\":(\\d+).*", "$1");
            out.println(("{'seq':" + seq + "," + answer + "}").replace('\'', '"'));
        }
    }

    static String text(String line, String member) {
        var found = java.util.regex.Pattern.compile("\"" + member + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(line);
        return found.find() ? found.group(1).replaceAll("\\\\(.)", "$1") : null;
    }

    static KeyStore load(String line) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(Path.of(text(line, "file"))), text(line, "password").toCharArray());
        return store;
    }

    static String open(KeyStore store, char[] password) throws Exception {
        var seen = new LinkedHashMap<Certificate, Boolean>();
        var keys = 0;
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getKey(alias, password) != null) keys++;
            var chain = store.getCertificateChain(alias); // none for an authority, or a key by itself
            if (chain == null && !store.isKeyEntry(alias)) seen.putIfAbsent(store.getCertificate(alias), false);
            else if (chain != null) for (var one : chain) seen.merge(one, one == chain[0], Boolean::logicalOr);
        }
        var list = new StringJoiner(",");
        for (var one : seen.entrySet()) {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(one.getKey().getEncoded());
            list.add("{'sha256':'" + HexFormat.of().formatHex(sha256) + "','key':" + one.getValue() + "}");
        }
        return "'outcome':'ok','keys':" + keys + ",'certificates':[" + list + "]";
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
        return "'outcome':'ok'";
    }
}
