// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.engine.RouteSet.Running;
import org.tocsin.engine.RouteSet.Waiting;

/**
 * The files {@code deploy/*.camel.yaml}: each is a set of routes as long as it is there. What is broken takes nothing
 * away from what runs. For one thread, but for {@link #problems}.
 *
 * <p>It looks by itself: File Install gives a file once, and not again to the next instance of whoever takes it, so that
 * every change of the engine's configuration would lose the routes.
 */
final class YamlFolder {

    private static final Logger LOG = LoggerFactory.getLogger(YamlFolder.class);

    private static final String PATTERN = "*.camel.yaml";
    private static final String OWNER = "deploy/";
    private static final long MAX_BYTES = 1 << 20;

    /** For so long a file must not have changed. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** And for so long, when its last line has no end: it looks as if more were to come. */
    private static final Duration QUIET_WHEN_CUT = Duration.ofSeconds(10);

    /** After every service, so that of two that claim a name, a bundle which is there at the start has it. */
    private static final long FIRST_NUMBER = Long.MAX_VALUE / 2;

    private final Path directory;
    private final RouteWhiteboard whiteboard;
    private final YamlCheck check;
    private final Reader reader;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, Deployed> files = new TreeMap<>();
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private long taken;

    YamlFolder(Path directory, RouteWhiteboard whiteboard, YamlCheck check, Clock clock, LongSupplier nanoTime) {
        this(directory, whiteboard, check, Files::readAllBytes, clock, nanoTime);
    }

    /** @param reader reads a file whole */
    YamlFolder(
            Path directory,
            RouteWhiteboard whiteboard,
            YamlCheck check,
            Reader reader,
            Clock clock,
            LongSupplier nanoTime) {
        this.directory = directory;
        this.reader = reader;
        this.whiteboard = whiteboard;
        this.check = check;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The files that are broken, as lines beside those of routes; safe for any thread. */
    List<RouteInfo> problems() {
        return problems.entrySet().stream()
                .map(entry ->
                        new RouteInfo(entry.getKey(), OWNER + entry.getKey(), RouteList.WAITING, entry.getValue()))
                .toList();
    }

    /** Takes what is new or changed and has come to rest, and lets go of what is not there any more. */
    void look() {
        Set<String> seen = new HashSet<>();
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory, PATTERN)) {
            for (Path file : listing) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".") && Files.isRegularFile(file)) {
                    seen.add(name);
                    look(file, files.computeIfAbsent(name, Deployed::new));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("There is no {}", directory);
        } catch (IOException e) {
            LOG.debug("{} cannot be listed now", directory, e);
            return;
        }
        files.values().removeIf(file -> {
            boolean gone = !seen.contains(file.name);
            if (gone) {
                letGo(file);
            }
            return gone;
        });
    }

    /** Lets go of all, as long as that takes. */
    void close() {
        files.values().forEach(file -> {
            if (file.set != null) {
                whiteboard.remove(file.set);
            }
        });
        files.clear();
    }

    private void look(Path path, Deployed file) {
        try {
            Mark mark = Mark.of(path);
            if (!mark.equals(file.mark)) {
                file.changed(mark, nanoTime.getAsLong());
            }
            if (!file.done && isQuiet(file, QUIET)) {
                take(path, file);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} has just gone", path);
        } catch (IOException e) {
            // What mends this may change neither time nor size, so that it is tried again with each look.
            say(file, "cannot be read (" + e.getClass().getSimpleName() + "), make it readable for the agent");
        }
    }

    /** One that was there long before the agent looked for the first time has not to rest again. */
    private boolean isQuiet(Deployed file, Duration time) {
        boolean old = file.mark != null && clock.millis() - file.mark.modified() >= time.toMillis();
        return old || nanoTime.getAsLong() - file.since >= time.toNanos();
    }

    private void take(Path path, Deployed file) throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            broken(file, "is larger than " + MAX_BYTES + " bytes, split it");
            return;
        }
        byte[] bytes = reader.read(path);
        if (!Mark.of(path).equals(file.mark)) {
            return; // it is still being written, and looked at again
        }
        boolean cut = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
        if (cut && !isQuiet(file, QUIET_WHEN_CUT)) {
            return;
        }
        file.done = true;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            take(new YamlText(file.name, text), file);
        } catch (CharacterCodingException e) {
            broken(file, "is no UTF-8, save it as that");
        }
    }

    private void take(YamlText text, Deployed file) {
        if (text.equals(file.text)) {
            problems.remove(file.name);
            return;
        }
        String problem = check.problem(text);
        if (!problem.isEmpty()) {
            broken(file, problem);
            return;
        }
        replace(text, file);
    }

    private void replace(YamlText text, Deployed file) {
        RouteSet before = file.set;
        RouteSet next = set(file, before, text);
        if (before == null) {
            whiteboard.add(next);
        } else if (!whiteboard.replace(before, next)) {
            broken(file, reason(next));
            return;
        }
        file.set = next;
        file.text = text;
        problems.remove(file.name);
        LOG.info("{}{} is {}", OWNER, file.name, before == null ? "taken" : "replaced");
    }

    /** It comes in turn after all others, or in that of what the file was before. */
    private RouteSet set(Deployed file, @Nullable RouteSet before, YamlText text) {
        taken++;
        long number = before == null ? FIRST_NUMBER + taken : before.number();
        return new RouteSet(Owner.of(OWNER + file.name, -taken), number, text);
    }

    private static String reason(RouteSet set) {
        if (!(set.standing() instanceof Waiting waiting)) {
            throw new IllegalStateException(set.owner() + " runs");
        }
        return waiting.failures() > 0 ? waiting.reason() : waiting.reason() + ", give it another name";
    }

    private void letGo(Deployed file) {
        problems.remove(file.name);
        if (file.set != null) {
            whiteboard.remove(file.set);
        }
        LOG.info("{}{} is gone", OWNER, file.name);
    }

    /** It is looked at again when it changes. */
    private void broken(Deployed file, String problem) {
        file.done = true;
        say(file, problem);
    }

    private void say(Deployed file, String problem) {
        String line = "TOCSIN-ENGINE-013 " + OWNER + file.name + ": " + problem + "; " + whatRuns(file.set);
        if (!line.equals(problems.put(file.name, line))) {
            LOG.error("{}", line);
        }
    }

    private static String whatRuns(@Nullable RouteSet before) {
        if (before == null) {
            return "nothing of it runs";
        }
        return before.standing() instanceof Running ? "what it was before goes on" : "what it was before still waits";
    }

    /** Reads a file. */
    interface Reader {
        byte[] read(Path file) throws IOException;
    }

    /** What tells one state of a file from the next. */
    private record Mark(long modified, long size) {
        static Mark of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Mark(attributes.lastModifiedTime().toMillis(), attributes.size());
        }
    }

    /** A file and what became of it. */
    private static final class Deployed {
        private final String name;
        private @Nullable Mark mark;
        private long since;
        private boolean done;
        private @Nullable YamlText text;
        private @Nullable RouteSet set;

        Deployed(String name) {
            this.name = name;
        }

        void changed(Mark next, long now) {
            mark = next;
            since = now;
            done = false;
        }
    }
}
