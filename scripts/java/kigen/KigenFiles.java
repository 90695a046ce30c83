package kigen;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

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

    /** A client that shows this certificate, and takes any server for the right one. */
    public SSLContext clientContext() throws IOException, GeneralSecurityException {
        return context(new TrustManager[] {new Trusting()});
    }

    /** A server that shows this certificate, which names no host, and trusts clients under the root. Whether
     * it asks them for a certificate is for its socket to say. */
    public SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(root())) {
            trusted.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        return context(trust.getTrustManagers());
    }

    private SSLContext context(TrustManager[] trust) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(p12())) {
            own.load(file, PIN.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, PIN.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust, new SecureRandom());
        return context;
    }

    /** Believes every server. One that is not extended would still be asked for names and usages. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
