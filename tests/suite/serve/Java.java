// Asks each address for its page in both versions of TLS, and prints what comes of it.
// java Java.java SERVER-ROOT PKCS12 PIN URL...
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URL;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

class Java {
    public static void main(String[] args) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        var factory = CertificateFactory.getInstance("X.509");
        trusted.setCertificateEntry("root", factory.generateCertificate(new FileInputStream(args[0])));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        char[] pin = args[2].toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(new FileInputStream(args[1]), pin);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, pin);

        for (int at = 3; at < args.length; at++) {
            for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
                var context = SSLContext.getInstance(version);
                context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
                var asked = (HttpsURLConnection) new URL(args[at]).openConnection();
                asked.setSSLSocketFactory(context.getSocketFactory());
                asked.setReadTimeout(20_000);
                try {
                    System.out.println(asked.getResponseCode());
                } catch (IOException error) {
                    String name = error.getClass().getSimpleName();
                    System.out.println(name + ": " + error.getMessage());
                }
            }
        }
    }
}
