package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import kigen.KigenExtension;
import kigen.KigenWorld;
import kigen.Serve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers whose clock the test moves. */
@ExtendWith(KigenExtension.class)
class ServedTest {
    @Test
    void aCertificateIsGoodUntilItsLastSecond(@Serve KigenWorld world) throws Exception {
        world.set("受付01.not_after");
        assertEquals(200, ask(world, "claims", "受付01-1"));
        world.advance("1s");
        IOException refused = assertThrows(IOException.class, () -> ask(world, "claims", "受付01-1"));
        assertTrue(refused.getMessage().contains("certificate_expired"), refused.getMessage());
    }

    @Test
    void aRenewalIsASecondCertificate(
            @Serve({"--start=2026-03-05T10:00:00+09:00", "--manner=nginx", "--at=after=受付01.not_after + 1s"})
                    KigenWorld world)
            throws Exception {
        assertEquals("2026-03-05T01:00:00Z", world.now().toString());
        world.set("受付01.not_after - 30d");
        assertTrue(world.act("{\"do\":{\"renew\":{\"pc\":\"受付01\"}}}").contains("\"outcome\":\"ok\""));
        assertEquals(List.of("受付01-1", "受付01-2"), world.clients());
        assertEquals(200, ask(world, "claims", "受付01-2"));
        assertEquals(400, ask(world, "claims@after", "受付01-1"));
        assertTrue(world.session().contains("do.renew"));
    }

    @Test
    void whatIsMistypedIsTold(@Serve KigenWorld world) {
        String said = assertThrows(IllegalArgumentException.class, () -> world.url("claim")).getMessage();
        assertTrue(said.contains("[eligibility, claims]"), said);
        said = assertThrows(IllegalArgumentException.class, () -> world.set("受付09.letter")).getMessage();
        assertTrue(said.contains("受付09"), said);
    }

    private static int ask(KigenWorld world, String endpoint, String client) throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(world.clientContext(client)).build();
        return http.send(HttpRequest.newBuilder(world.url(endpoint)).build(), BodyHandlers.discarding()).statusCode();
    }
}
