// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.tocsin.cli.DoctorView;
import org.tocsin.cli.ViewJson;

/**
 * {@code tocsin doctor} while the agent is stopped: runs the doctor of the store's bundle, with the database's directory and then
 * the flags as its arguments. The exit code is its own; 2 when it cannot be told how the database is.
 */
public final class OfflineDoctor {

    /** Whose classes the store's bundle imports. */
    private static final List<String> IMPORTED = List.of(
            "karaf/system/org/tocsin/tocsin-api/*/tocsin-api-*.jar",
            "karaf/system/org/tocsin/tocsin-camel/*/tocsin-camel-*.jar",
            "karaf/system/org/ops4j/pax/logging/pax-logging-api/*/pax-logging-api-*.jar",
            "karaf/lib/boot/osgi.core-*.jar");

    private static final String JSON = "--json";
    private static final List<String> FLAGS = List.of("--repair", "--acknowledge", JSON);

    /** Not 1, which says that something is damaged. */
    private static final int CANNOT_BE_TOLD = 2;

    /** A finding is told in so many texts: what, consequence, remedy. */
    private static final int TEXTS = 3;

    private OfflineDoctor() {}

    /**
     * Checks, and ends the process.
     *
     * @param args what was typed
     */
    public static void main(String[] args) {
        try {
            System.exit(run(List.of(args), System.getenv()));
        } catch (OfflineException e) {
            System.err.println("tocsin doctor: " + e.getMessage());
        } catch (IOException | RuntimeException | LinkageError e) {
            System.err.println("tocsin doctor: the check cannot begin (" + e
                    + "): look whether there is room for temporary files and the distribution is whole");
        }
        System.exit(CANNOT_BE_TOLD);
    }

    static int run(List<String> typed, Map<String, String> environment) throws OfflineException, IOException {
        for (String arg : typed) {
            if (!FLAGS.contains(arg)) {
                throw OfflineException.usage(
                        "'" + arg + "': does not belong here while the agent is stopped, known are "
                                + String.join(", ", FLAGS) + " (see 'tocsin doctor --help')");
            }
        }
        Path home = StoreBundle.home(environment);
        StoreBundle store = StoreBundle.in(home);
        Path database = DatabaseDirectory.of(store, environment);
        if (!leavesTraces(database)) {
            throw OfflineException.of(database
                    + ": there is no database, so nothing can be told; 'tocsin start' makes one, and if there was one"
                    + " its disk is missing or TOCSIN_DATA is another");
        }
        List<String> args = new ArrayList<>(List.of(database.toString()));
        typed.stream().filter(arg -> !arg.equals(JSON)).forEach(args::add);
        // before anything of the container's logging is loaded: it has no log here, and findings are printed
        System.setProperty("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        TemporaryDirectory unpacked = TemporaryDirectory.make("tocsin-doctor");
        URLClassLoader loader = new BundleJars(home, unpacked.path()).open(store.jar(), IMPORTED);
        Class<?> doctor = doctor(loader, store);
        String[] arguments = args.toArray(String[]::new);
        return typed.contains(JSON) ? tellJson(doctor, arguments) : tell(doctor, arguments);
    }

    /** Whether there is a database, or what a repair or a restore that was cut short left beside its place. */
    private static boolean leavesTraces(Path database) throws IOException {
        Path directory = database.resolveSibling(".").normalize();
        if (Files.isDirectory(database) || !Files.isDirectory(directory)) {
            return Files.isDirectory(database);
        }
        String name = database.getFileName() + ".";
        try (Stream<Path> beside = Files.list(directory)) {
            return beside.map(file -> file.getFileName().toString())
                    .anyMatch(file -> file.startsWith(name) && !file.equals(name + "lock"));
        }
    }

    /** What the doctor says goes to standard error, so that a program reads JSON and nothing else. */
    private static int tellJson(Class<?> doctor, String[] arguments) throws OfflineException {
        long begun = System.nanoTime();
        List<DoctorView> told = new ArrayList<>();
        ObjLongConsumer<List<String>> found = (texts, checked) -> {
            List<DoctorView.Finding> findings = new ArrayList<>();
            for (int i = 0; i + TEXTS <= texts.size(); i += TEXTS) {
                findings.add(new DoctorView.Finding(texts.get(i), texts.get(i + 1), texts.get(i + 2)));
            }
            told.add(new DoctorView(checked, Duration.ofNanos(System.nanoTime() - begun), findings));
        };
        try {
            int exit = (int) doctor.getMethod("run", String[].class, PrintStream.class, ObjLongConsumer.class)
                    .invoke(null, arguments, System.err, found);
            told.forEach(view -> System.out.println(ViewJson.doctor(view)));
            return exit;
        } catch (NoSuchMethodException e) {
            throw OfflineException.of(
                    "--json: this distribution's store tells text only while the agent is stopped," + " leave it out");
        } catch (IllegalAccessException e) {
            throw noDoctor(e);
        } catch (InvocationTargetException e) {
            throw failed(e);
        }
    }

    /** Ends the process with the doctor's own exit code. */
    private static int tell(Class<?> doctor, String[] arguments) throws OfflineException {
        try {
            doctor.getMethod("main", String[].class).invoke(null, (Object) arguments);
            throw OfflineException.of("the check ended without a verdict, report this");
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw noDoctor(e);
        } catch (InvocationTargetException e) {
            throw failed(e);
        }
    }

    private static Class<?> doctor(URLClassLoader loader, StoreBundle store) throws OfflineException {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            return loader.loadClass(store.doctor());
        } catch (ClassNotFoundException e) {
            throw noDoctor(e);
        }
    }

    private static OfflineException noDoctor(Exception e) {
        return OfflineException.of("this distribution's store has no such doctor, unpack the distribution again: " + e);
    }

    private static OfflineException failed(InvocationTargetException e) {
        return OfflineException.of("the check itself failed, report this: " + e.getCause());
    }
}
