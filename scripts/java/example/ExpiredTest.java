package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertEquals('w', talk(valid, valid));
        SSLException refused = assertThrows(SSLException.class, () -> talk(valid, expired));
        assertTrue(refused.getMessage().contains("certificate_expired"), refused.getMessage());
    }

    /** A server with a certificate of its own welcomes a client. */
    private static int talk(KigenFiles own, KigenFiles client) throws Exception {
        try (var server = (SSLServerSocket) own.context().getServerSocketFactory().createServerSocket(0)) {
            server.setNeedClientAuth(true);
            CompletableFuture.runAsync(() -> welcome(server));
            var factory = client.context().getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket("localhost", server.getLocalPort())) {
                return socket.getInputStream().read(); // in TLS 1.3, a refusal arrives with the first read
            }
        }
    }

    private static void welcome(SSLServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write('w');
            socket.getInputStream().read();
        } catch (Exception error) {
            // The client is told.
        }
    }
}
