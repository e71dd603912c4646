// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the agent itself would say of an event: PagerDuty's reader, out of the bundle that the agent runs. So a sender is
 * told at once what is wrong, in the same words, and an event is dropped as it would be stored.
 */
final class EventCheck {

    private static final String READER = "org.tocsin.pagerduty.PagerDutyFormat";
    private static final String BODY = "org.tocsin.api.Body";
    private static final List<String> ROOMS = List.of("pagerduty", "api", "channel");

    private final Path bundles;

    /** @param home the distribution */
    EventCheck(Path home) {
        bundles = home.resolve("karaf/system/org/tocsin");
    }

    /**
     * An event as it is stored.
     *
     * @param dedupKey its dedup key, also when it was made up; null where it has none
     */
    record Checked(String text, @Nullable String dedupKey) {}

    /**
     * Reads an event of PagerDuty.
     *
     * @throws RefusedException when it is none
     */
    Checked check(String text, @Nullable String format, @Nullable String key) throws RefusedException {
        try {
            List<URL> jars = jars();
            if (jars.size() < ROOMS.size()) {
                return new Checked(text, null); // no whole distribution: the agent looks at it later
            }
            try (URLClassLoader house =
                    new URLClassLoader(jars.toArray(URL[]::new), EventCheck.class.getClassLoader())) {
                return read(house, text, format, key);
            }
        } catch (InvocationTargetException e) {
            throw refusal(e);
        } catch (ReflectiveOperationException | LinkageError | IOException e) {
            return new Checked(text, null); // of another version: the agent looks at it later
        }
    }

    private static Checked read(ClassLoader house, String text, @Nullable String format, @Nullable String key)
            throws ReflectiveOperationException {
        Class<?> body = house.loadClass(BODY);
        Class<?> reader = house.loadClass(READER);
        Object event = reader.getMethod("read", body, String.class, String.class)
                .invoke(
                        reader.getConstructor().newInstance(),
                        body.getMethod("of", String.class).invoke(null, text),
                        format,
                        key);
        Object stored = event.getClass().getMethod("body").invoke(event);
        return new Checked((String) body.getMethod("utf8").invoke(stored), (String)
                event.getClass().getMethod("dedupKey").invoke(event));
    }

    private static RefusedException refusal(InvocationTargetException problem) {
        Throwable cause = problem.getCause();
        if (cause == null || !cause.getClass().getSimpleName().equals("InvalidEventException")) {
            return new RefusedException(
                    RefusedException.Reason.INVALID,
                    "the event makes its reader fail: "
                            + (cause == null ? "" : cause.getClass().getName()));
        }
        return new RefusedException(RefusedException.Reason.INVALID, String.valueOf(cause.getMessage()));
    }

    private List<URL> jars() throws IOException {
        List<URL> jars = new ArrayList<>();
        for (String room : ROOMS) {
            Path folder = bundles.resolve("tocsin-" + room);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files =
                        Files.find(folder, 2, (file, says) -> file.toString().endsWith(".jar"))) {
                    Path last = files.max(Path::compareTo).orElse(null);
                    if (last != null) {
                        jars.add(last.toUri().toURL());
                    }
                }
            }
        }
        return jars;
    }
}
