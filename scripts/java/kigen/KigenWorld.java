package kigen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS servers that ask for a client certificate, the certificates that they know, and one clock for all of it. */
public final class KigenWorld {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";

    private final Path folder;
    private final Process process;
    private final String ready;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).proxy(HttpClient.Builder.NO_PROXY).build();

    private KigenWorld(Path folder, Process process, String ready) {
        this.folder = folder;
        this.process = process;
        this.ready = ready;
    }

    static KigenWorld begin(String command, Path folder, List<String> options) {
        Path readyFile = folder.resolve("ready.json");
        Path said = folder.resolve("said");
        List<String> all = new ArrayList<>(List.of(command, "--lang", "en", "serve", "--until-eof"));
        all.addAll(List.of("--ready-file", readyFile.toString(), "--out", folder.toString()));
        all.addAll(options);
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(said.toFile()).start();
            Instant deadline = Instant.now().plus(PATIENCE);
            while (!Files.exists(readyFile)) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    process.destroyForcibly().waitFor();
                    throw new IllegalArgumentException(Files.readString(said).strip());
                }
                Thread.sleep(5);
            }
            return new KigenWorld(folder, process, Files.readString(readyFile));
        } catch (IOException error) {
            throw new UncheckedIOException("there is no kigen command: set KIGEN to its path", error);
        } catch (InterruptedException error) {
            throw interrupted(error);
        }
    }

    /** What time it is in the world. */
    public Instant now() {
        return moment(ask("/clock", null));
    }

    /** Moves the clock on: {@code "90d"}. All that falls due happens; connections from before end. */
    public Instant advance(String by) {
        return moment(ask("/clock/advance", "{\"by\":" + quoted(by) + "}"));
    }

    /** Moves the clock on to a moment: a time, or one of the world's own such as {@code "受付01.not_after + 1s"}. */
    public Instant set(String to) {
        return moment(ask("/clock/set", "{\"to\":" + quoted(to) + "}"));
    }

    /** Does what a step of a scenario does: {@code {"do": {"renew": {"pc": "受付01"}}}}; returns what came of it,
     * as JSON. */
    public String act(String step) {
        return ask("/act", step);
    }

    /** All that was done so far, as a file that {@code kigen run} plays again. */
    public String session() {
        return ask("/session.toml", null);
    }

    /** Where clients connect: {@code eligibility}, {@code claims}, or {@code claims@NAME} with a time of its own. */
    public URI url(String endpoint) {
        Map<String, String> urls = new LinkedHashMap<>();
        Matcher found = Pattern.compile("\"name\":\\s*" + TEXT + ",\\s*\"url\":\\s*" + TEXT).matcher(ready);
        while (found.find()) {
            urls.put(found.group(1), found.group(2));
        }
        if (!urls.containsKey(endpoint)) {
            throw new IllegalArgumentException("there is no endpoint " + endpoint + "; there is " + urls.keySet());
        }
        return URI.create(urls.get(endpoint));
    }

    /** Where the authority publishes its certificates and lists. */
    public URI site() {
        return URI.create(text(ready, "site"));
    }

    /** The names of the certificates that were issued so far: {@code 受付01-1}. */
    public List<String> clients() {
        try (Stream<Path> files = Files.list(folder)) {
            Stream<String> names = files.map(file -> file.getFileName().toString());
            names = names.filter(name -> name.endsWith(".key.pem"));
            return names.map(name -> name.replace(".key.pem", "")).sorted().toList();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The folder with all of it: {@code 受付01-1.p12}, {@code 受付01-1.pem}, {@code server-root.pem}, … */
    public Path folder() {
        return folder;
    }

    /** A client that shows one of these certificates, and trusts the servers. It is new on each call: a
     * context remembers its sessions. */
    public SSLContext clientContext(String client) throws IOException, GeneralSecurityException {
        if (!clients().contains(client)) {
            throw new IllegalArgumentException("there is no certificate " + client + "; there is " + clients());
        }
        char[] password = {}; // of a key store that is never written
        List<Certificate> chain = certificates(client + ".pem");
        String key = Files.readString(folder.resolve(client + ".key.pem")).replaceAll("-----[^-]+-----", "");
        KeyFactory factory = KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm());
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                client,
                factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key))),
                password,
                chain.toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", certificates("server-root.pem").get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    private List<Certificate> certificates(String name) throws IOException, GeneralSecurityException {
        try (InputStream file = Files.newInputStream(folder.resolve(name))) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(file));
        }
    }

    void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException error) {
            process.destroyForcibly();
        } catch (InterruptedException error) {
            process.destroyForcibly();
            throw interrupted(error);
        }
    }

    private String ask(String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(text(ready, "admin") + path));
        request.timeout(PATIENCE).header("Authorization", "Bearer " + text(ready, "token"));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalArgumentException(text(answer.body(), "en"));
            }
            return answer.body();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            throw interrupted(error);
        }
    }

    private static Instant moment(String answer) {
        return OffsetDateTime.parse(text(answer, "now")).toInstant();
    }

    /** The first text of that name in an answer: the JDK reads no JSON. */
    private static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\\s*" + TEXT).matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("there is no " + name + " in " + json);
        }
        return found.group(1).replaceAll("\\\\(.)", "$1");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static IllegalStateException interrupted(InterruptedException error) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(error);
    }
}
