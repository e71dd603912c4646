// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.http.HttpDoor;

/** The paths that are open. Any thread may open and close them while requests are served. */
final class PathTable implements HttpDoor {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*/([A-Za-z0-9._~-]+|\\{[A-Za-z0-9]+})");
    private static final Pattern METHOD = Pattern.compile("[A-Z]+");

    /** By path; of a path with a placeholder, by what stands before it, which ends with a slash. */
    private final Map<String, Opened> open = new ConcurrentHashMap<>();

    private final List<String> expected;
    private final Runnable onChange;

    /**
     * @param expected paths that belong here: while one of them is not open, asking for it is answered with 503, not 404
     * @param onChange called after a path was opened or closed
     */
    PathTable(List<String> expected, Runnable onChange) {
        this.expected = List.copyOf(expected);
        this.onChange = onChange;
    }

    /** What serves a request. */
    record Match(PathSpec spec, Handler handler, @Nullable String parameter) {}

    /** No record: two openings of the same path by the same owner are not the same. */
    private static final class Opened {
        final PathSpec spec;
        final Handler handler;

        Opened(PathSpec spec, Handler handler) {
            this.spec = spec;
            this.handler = handler;
        }
    }

    @Override
    public OpenPath open(PathSpec spec, Handler handler) {
        if (!PATH.matcher(spec.path()).matches()) {
            throw new IllegalArgumentException("path: '" + spec.path()
                    + "' must be made of /plain/names, and only its last may be a {placeholder}");
        }
        if (spec.methods().isEmpty()
                || !spec.methods().stream().allMatch(m -> METHOD.matcher(m).matches())) {
            throw new IllegalArgumentException(
                    "methods: '" + spec.methods() + "' must name at least one, in upper case, for example POST");
        }
        if (spec.maxBody() < 0) {
            throw new IllegalArgumentException("maxBody: must not be negative, got " + spec.maxBody());
        }
        String key = key(spec.path());
        Opened opened = new Opened(spec, handler);
        if (open.putIfAbsent(key, opened) != null) {
            throw new IllegalStateException("path: " + spec.path() + " is open already, choose another");
        }
        onChange.run();
        return () -> {
            if (open.remove(key, opened)) {
                onChange.run();
            }
        };
    }

    Match find(Target target) throws RefusedException {
        String path = target.path();
        Opened exact = path.endsWith("/") ? null : open.get(path);
        if (exact != null) {
            return new Match(exact.spec, exact.handler, null);
        }
        int start = path.lastIndexOf('/') + 1;
        String parent = path.substring(0, start);
        if (start < path.length()) {
            Opened below = open.get(parent);
            if (below != null) {
                return new Match(below.spec, below.handler, Target.segment(path.substring(start)));
            }
            for (String one : expected) {
                if (key(one).equals(path) || key(one).equals(parent)) {
                    throw new RefusedException(Refusal.later("path: is not open yet, try again in a moment"));
                }
            }
        }
        throw new RefusedException(Refusal.NOT_FOUND);
    }

    /** The expected paths that are not open, in alphabetical order. */
    List<String> missing() {
        TreeSet<String> missing = new TreeSet<>(expected);
        missing.removeIf(path -> open.containsKey(key(path)));
        return List.copyOf(missing);
    }

    private static String key(String path) {
        return path.endsWith("}") ? path.substring(0, path.lastIndexOf('/') + 1) : path;
    }
}
