import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.HashSet;

/**
 * Reads PKCS#12 files as key stores.
 *
 * Java FOLDER    answers jobs.tsv there, a line each: file, keys, certificates; or file, `error`, why
 */
class Java {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        for (String line : Files.readAllLines(folder.resolve("jobs.tsv"))) {
            String[] job = line.split("\t", -1);
            String answer;
            try {
                answer = look(folder.resolve(job[0]), job[1].toCharArray());
            } catch (Throwable error) {
                Throwable cause = error;
                answer = "error\t" + error;
                while ((cause = cause.getCause()) != null) {
                    answer += " / " + cause;
                }
                answer = answer.replaceAll("[\r\n]+", " ");
            }
            System.out.println(job[0] + "\t" + answer);
        }
    }

    private static String look(Path file, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var stream = Files.newInputStream(file)) {
            store.load(stream, password);
        }
        int keys = 0;
        var certificates = new HashSet<Object>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                store.getKey(alias, password);
                var chain = store.getCertificateChain(alias);
                // A key without its certificate is of no use to anybody.
                if (chain != null) {
                    keys++;
                    Collections.addAll(certificates, chain);
                }
            } else {
                certificates.add(store.getCertificate(alias));
            }
        }
        return keys + "\t" + certificates.size();
    }
}
