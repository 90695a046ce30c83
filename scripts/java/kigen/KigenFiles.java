package kigen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client certificate with its key, in a state, and what belongs to it. */
public final class KigenFiles {
    /** Protects the PKCS#12 file. */
    public static final String PIN = "0427";

    private final Path folder;
    private final String name;

    KigenFiles(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** The PKCS#12 file: key, certificate and chain, protected by {@link #PIN}. */
    public Path p12() {
        return folder.resolve(name + ".p12");
    }

    /** The certificate and its chain, in PEM. */
    public Path cert() {
        return folder.resolve(name + ".pem");
    }

    /** The private key, in PEM, unencrypted. */
    public Path key() {
        return folder.resolve(name + ".key.pem");
    }

    /** The root that servers trust, in PEM: the same for all files of a run. */
    public Path root() {
        return folder.resolve("root.pem");
    }

    /** A revocation list of every authority, in PEM. */
    public Path crl() {
        return folder.resolve("crl.pem");
    }

    /** What it is and why it is refused, as JSON. */
    public Path manifest() {
        return folder.resolve("manifest.json");
    }

    /** A context that shows this certificate and trusts what is under the root: for a server that asks
     * for client certificates as for a client of a server with a certificate of kigen. */
    public SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(p12())) {
            own.load(file, PIN.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, PIN.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(root())) {
            trusted.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
        return context;
    }
}
