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
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests client certificates in any state, and servers whose clock they move: {@code
 * @ExtendWith(KigenExtension.class)}, and a parameter {@code @State("expired") KigenFiles expired} or {@code
 * @Serve KigenWorld world}.
 *
 * <p>Everything is done by the kigen command: the one that the system property {@code kigen} or the variable
 * KIGEN names, or the one in the path. All files of a run are made for one moment, and so trust one root.
 *
 * <p>As with JUnit's own {@code @TempDir}, what a parameter points at is deleted after the test, and a world
 * ends with it. Unlike there, fields are not filled in, and each parameter has a folder of its own. The report
 * of a test that failed has the session of each world, which {@code kigen run} plays again.
 */
public final class KigenExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(KigenExtension.class);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.isAnnotated(State.class) && type == KigenFiles.class
                || parameter.isAnnotated(Serve.class) && type == KigenWorld.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Folder folder = new Folder();
        test.getStore(NAMESPACE).put(folder, folder); // deleted after the test
        return parameter
                .findAnnotation(State.class)
                .<Object>map(state -> files(state, folder, test))
                .orElseGet(() -> world(parameter.findAnnotation(Serve.class).orElseThrow(), folder, test));
    }

    private static KigenWorld world(Serve serve, Folder folder, ExtensionContext test) {
        KigenWorld world = KigenWorld.begin(command(), folder.path, List.of(serve.value()));
        folder.world = world;
        worlds(test).add(world);
        return world;
    }

    @SuppressWarnings("unchecked")
    private static List<KigenWorld> worlds(ExtensionContext test) {
        return (List<KigenWorld>) test.getStore(NAMESPACE).getOrComputeIfAbsent("worlds", key -> new ArrayList<>());
    }

    /** Tells what was done to each world of a test that failed. */
    @Override
    public void afterTestExecution(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            worlds(test).forEach(world -> test.publishReportEntry("kigen session", world.session()));
        }
    }

    private static KigenFiles files(State state, Folder folder, ExtensionContext test) {
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

    /** A folder that is deleted when the test is over, after the world in it. */
    private static final class Folder implements CloseableResource {
        private final Path path;
        private KigenWorld world;

        Folder() {
            try {
                path = Files.createTempDirectory("kigen");
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }

        @Override
        public void close() throws IOException {
            if (world != null) {
                world.close();
            }
            try (Stream<Path> all = Files.walk(path)) {
                for (Path one : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(one);
                }
            }
        }
    }
}
