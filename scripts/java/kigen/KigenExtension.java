package kigen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests client certificates in any state: {@code @ExtendWith(KigenExtension.class)}, and a parameter
 * {@code @State("expired") KigenFiles expired}.
 *
 * <p>Everything is done by the kigen command: the one that the system property {@code kigen} or the variable
 * KIGEN names, or the one in the path. All files of a run are made for one moment, and so trust one root.
 *
 * <p>As with JUnit's own {@code @TempDir}, what a parameter points at is deleted after the test. Unlike there,
 * fields are not filled in, and each parameter has a folder of its own.
 */
public final class KigenExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(KigenExtension.class);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.isAnnotated(State.class) && parameter.getParameter().getType() == KigenFiles.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        State state = parameter.findAnnotation(State.class).orElseThrow();
        Folder folder = new Folder();
        test.getStore(NAMESPACE).put(folder, folder); // deleted after the test
        List<String> command = new ArrayList<>(List.of(command(), "--lang", "en", "make", "--key", "p-256"));
        command.addAll(List.of("--out", folder.path.toString(), "--at", NOW.toString(), "--pin", KigenFiles.PIN));
        command.addAll(List.of("--state", state.value(), "--name", state.value()));
        command.addAll(List.of(state.options()));
        test.publishReportEntry("kigen", run(command));
        return new KigenFiles(folder.path, state.value());
    }

    private static String command() {
        String named = System.getProperty("kigen", System.getenv("KIGEN"));
        return named == null ? "kigen" : named;
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), "UTF-8").strip();
            if (process.waitFor() != 0) {
                throw new IllegalArgumentException(said);
            }
            return said;
        } catch (IOException error) {
            throw new UncheckedIOException("there is no kigen command: set KIGEN to its path", error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(error);
        }
    }

    /** A folder that is deleted when the test is over. */
    private static final class Folder implements CloseableResource {
        private final Path path;

        Folder() {
            try {
                path = Files.createTempDirectory("kigen");
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path one : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(one);
                }
            }
        }
    }
}
