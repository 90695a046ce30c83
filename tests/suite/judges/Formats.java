// The key and the certificate of each folder, in PEM and DER: do they belong together?
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

class Formats {
    public static void main(String[] folders) throws Exception {
        for (String folder : folders) {
            byte[] der = Files.readAllBytes(Path.of(folder, "key.der"));
            String pem = Files.readString(Path.of(folder, "key.pem"));
            pem = pem.replaceAll("-----[A-Z ]+-----", "");
            for (byte[] pkcs8 : new byte[][] {der, Base64.getMimeDecoder().decode(pem)}) {
                for (String name : new String[] {"own.pem", "own.cer"}) {
                    try (var in = Files.newInputStream(Path.of(folder, name))) {
                        var own = CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
                        var key = KeyFactory.getInstance(own.getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                        String how = switch (own.getAlgorithm()) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSA";
                            default -> "EdDSA";
                        };
                        Signature signature = Signature.getInstance(how);
                        signature.initSign(key);
                        signature.update(der);
                        byte[] signed = signature.sign();
                        signature.initVerify(own);
                        signature.update(der);
                        if (!signature.verify(signed)) throw new Exception(folder);
                    }
                }
            }
            System.out.println("ok");
        }
    }
}
