import java.io.FileInputStream;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Says for each time, in milliseconds, whether a certificate is valid, alone and as a path. */
class LastSecond {
    interface Check {
        void at(Date date) throws Exception;
    }

    public static void main(String[] times) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate client = read(factory, "client.pem");
        List<X509Certificate> chain = List.of(client, read(factory, "issuing.pem"));
        TrustAnchor root = new TrustAnchor(read(factory, "root.pem"), null);
        say(times, client::checkValidity);
        say(times, date -> {
            PKIXParameters parameters = new PKIXParameters(Set.of(root));
            parameters.setRevocationEnabled(false);
            parameters.setDate(date);
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            validator.validate(factory.generateCertPath(chain), parameters);
        });
    }

    static X509Certificate read(CertificateFactory factory, String file) throws Exception {
        try (FileInputStream in = new FileInputStream(file)) {
            return (X509Certificate) factory.generateCertificate(in);
        }
    }

    static void say(String[] times, Check check) {
        for (String time : times) {
            String answer = "yes";
            try {
                check.at(new Date(Long.parseLong(time)));
            } catch (Exception refused) {
                answer = "no";
            }
            System.out.println(answer);
        }
    }
}
