// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;
import org.tocsin.api.host.FileStamp;

/**
 * The file of a target, {@code etc/<pid>-<name>.cfg}, as the container gives it to a component. What is secret, or long,
 * may stand in a file of its own: for a key {@code url} the key {@code urlFile} names it, an absolute path or one
 * relative to {@code etc/}. It is kept in mind which of those were read, and as what.
 */
public final class TargetFile {

    private static final String PLACE = "felix.fileinstall.filename";
    /** How the keys begin that the container adds. */
    private static final List<String> CONTAINERS = List.of("component.", "felix.", "osgi.", "service.");

    private static final int MAX_BYTES = 256 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final String pid;
    private final Set<String> keys;
    private final Map<String, ?> properties;
    /** What was read beside it; null: it could not be. */
    private final Map<Path, Optional<FileStamp>> beside = new ConcurrentHashMap<>();

    /**
     * The file behind these properties.
     *
     * @param pid the factory PID
     * @param config the annotation whose methods are the keys
     * @param properties as Declarative Services give them
     */
    public TargetFile(String pid, Class<?> config, Map<String, ?> properties) {
        this.pid = pid;
        this.keys = Stream.of(config.getDeclaredMethods()).map(Method::getName).collect(Collectors.toSet());
        this.properties = properties;
    }

    /** The name of the target. */
    public String target() {
        String own = String.valueOf(properties.get("service.pid"));
        int tilde = own.indexOf('~');
        return tilde < 0 ? own : own.substring(tilde + 1);
    }

    /** The name of the file, without its directory. */
    public String name() {
        return pid + '-' + target() + ".cfg";
    }

    /** The value of a key, or the empty text. */
    public String text(String key) {
        Object value = properties.get(key);
        return value == null ? "" : value.toString().strip();
    }

    /** The value of a key, to be checked. */
    public Setting setting(String key, String otherwise) {
        String text = text(key);
        return Setting.of(name(), key, text.isEmpty() ? otherwise : text);
    }

    /** A place in this file, for a message that must not show the value. */
    public String where(String key) {
        return name() + ": " + key;
    }

    /**
     * A value that stands in this file or, alone, in one of its own; blanks around it are left out.
     *
     * @return the empty text when neither is given
     */
    public String textOrFile(String key) {
        String text = text(key);
        String file = text(key + "File");
        if (!text.isEmpty() && !file.isEmpty()) {
            throw new IllegalArgumentException(where(key) + ": is given beside " + key + "File, give one of the two");
        }
        return file.isEmpty() ? text : content(key + "File", file);
    }

    /** The same for what must be there. */
    public String required(String key) {
        String text = textOrFile(key);
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    where(key) + ": is missing, give it, or name a file that holds it in " + key + "File");
        }
        return text;
    }

    /** Of all files that hold something of this target, one that everybody on this host can read; null if none. */
    public @Nullable Path openToOthers() {
        Stream<Path> files = Stream.concat(
                Stream.ofNullable(place()),
                keys.stream()
                        .filter(key -> key.endsWith("File") && !text(key).isEmpty())
                        .map(key -> resolve(text(key))));
        return files.filter(TargetFile::isOpenToOthers).findFirst().orElse(null);
    }

    /** Whether to read it again, since something that stands beside it is another, or could not be read. */
    boolean hasChanged() {
        return beside.entrySet().stream()
                .anyMatch(read -> !read.getValue().equals(FileStamp.of(read.getKey()))
                        || read.getValue().isEmpty());
    }

    void refuseUnknownKeys() {
        for (String key : new TreeSet<>(properties.keySet())) {
            if (CONTAINERS.stream().noneMatch(key::startsWith) && !keys.contains(key)) {
                throw new IllegalArgumentException(
                        where(key) + ": is no key of this file, use one of " + String.join(", ", new TreeSet<>(keys)));
            }
        }
    }

    private String content(String key, String file) {
        Path path = resolve(file);
        beside.put(path, Optional.empty());
        try {
            // before the content: what changes meanwhile is then read again
            Optional<FileStamp> stamp = FileStamp.of(path);
            if (Files.size(path) > MAX_BYTES) {
                throw setting(key, "").isNot("a file of at most " + MAX_BYTES + " bytes", "a smaller one");
            }
            String content = Files.readString(path, StandardCharsets.UTF_8).strip();
            if (content.isEmpty()) {
                // as if it had not been named, bodies would go out unsigned
                throw setting(key, "").isNot("a file that holds anything", "one that does, or leave the key out");
            }
            beside.put(path, stamp);
            return content;
        } catch (CharacterCodingException e) {
            throw setting(key, "").isNot("a text in UTF-8", "a file that is");
        } catch (IOException e) {
            throw setting(key, "").isNot("a file that the agent can read", "one that its user owns, mode 0600");
        }
    }

    private Path resolve(String file) {
        Path place = place();
        return place == null ? Path.of(file) : place.resolveSibling(file);
    }

    private @Nullable Path place() {
        Object place = properties.get(PLACE);
        return place == null ? null : Path.of(URI.create(place.toString()));
    }

    private static boolean isOpenToOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
        } catch (IOException | UnsupportedOperationException e) {
            // what cannot be read is told where it is needed
            return false;
        }
    }

    /** Without the values. */
    @Override
    public String toString() {
        return name();
    }
}
