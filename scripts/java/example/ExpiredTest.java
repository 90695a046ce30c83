package example;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.CertificateExpiredException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import kigen.KigenExtension;
import kigen.KigenFiles;
import kigen.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An expired client certificate before a server of Java's own, as a test of yours would be. */
@ExtendWith(KigenExtension.class)
class ExpiredTest {
    @Test
    void anExpiredCertificateIsRefused(@State("valid") KigenFiles valid, @State("expired") KigenFiles expired)
            throws Exception {
        assertTrue(receive(valid, valid).startsWith("CN=valid,"));
        Throwable refused = assertThrows(SSLException.class, () -> receive(valid, expired));
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        assertInstanceOf(CertificateExpiredException.class, refused);
    }

    /** Starts a server, and returns whom it sees in the client. */
    private static String receive(KigenFiles own, KigenFiles client) throws Exception {
        try (var server = (SSLServerSocket) own.serverContext().getServerSocketFactory().createServerSocket(0)) {
            server.setNeedClientAuth(true);
            CompletableFuture.runAsync(() -> visit(client, server.getLocalPort()));
            try (var socket = (SSLSocket) server.accept()) {
                socket.startHandshake();
                return socket.getSession().getPeerPrincipal().getName();
            }
        }
    }

    private static void visit(KigenFiles client, int port) {
        try (var socket = client.clientContext().getSocketFactory().createSocket("localhost", port)) {
            socket.getInputStream().read();
        } catch (Exception error) {
            // An alert, or a reset connection: the server says more.
        }
    }
}
