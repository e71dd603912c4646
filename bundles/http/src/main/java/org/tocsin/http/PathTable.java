// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;

/** The paths that are open. Any thread may open and close them while requests are served. */
final class PathTable implements HttpDoor {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*(/\\{[A-Za-z0-9]+})?(/[A-Za-z0-9._~-]+)*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z0-9]+}");

    /** Stands in keys for a placeholder, whatever that is called; in no path of a request there is a blank. */
    private static final String PLACE = " ";

    /** Longer than any path of the house. */
    private static final int MAX_SEGMENTS = 16;

    private static final Pattern METHOD = Pattern.compile("[A-Z]+");

    /** By path, a placeholder in it as {@link #PLACE}; different methods may have different owners. */
    private final Map<String, List<Opened>> open = new ConcurrentHashMap<>();

    private final List<String> needed;
    private final List<String> expected;
    private final Runnable onChange;

    /**
     * @param needed paths without which the listener is not whole
     * @param others further paths that may be expected here: while one of these or those is not open, asking for it is
     *     answered with 503, not 404
     * @param onChange called after a path was opened or closed
     */
    PathTable(List<String> needed, List<String> others, Runnable onChange) {
        this.needed = List.copyOf(needed);
        this.expected = Stream.concat(needed.stream(), others.stream()).toList();
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
        if (spec.path().isEmpty() || !PATH.matcher(spec.path()).matches()) {
            throw new IllegalArgumentException("path: '" + spec.path()
                    + "' must be made of /plain/names, and only one of them may be a {placeholder}");
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
        open.merge(key, List.of(opened), (there, more) -> join(spec, there, opened));
        onChange.run();
        return () -> {
            if (close(key, opened)) {
                onChange.run();
            }
        };
    }

    private static List<Opened> join(PathSpec spec, List<Opened> there, Opened more) {
        if (there.stream().anyMatch(one -> !Collections.disjoint(one.spec.methods(), spec.methods()))) {
            throw new IllegalStateException("path: " + spec.path() + " is open already, choose another");
        }
        return Stream.concat(there.stream(), Stream.of(more)).toList();
    }

    private boolean close(String key, Opened opened) {
        boolean[] closed = {false};
        open.computeIfPresent(key, (same, there) -> {
            List<Opened> rest = there.stream().filter(one -> one != opened).toList();
            closed[0] = rest.size() < there.size();
            return rest.isEmpty() ? null : rest;
        });
        return closed[0];
    }

    /**
     * Who serves a request.
     *
     * @throws RefusedException 404 when nobody serves the path, 405 when nobody serves this method of it, 503 when its
     *     owner is not there yet
     */
    Match find(Target target, String method) throws RefusedException {
        String path = target.path();
        List<Opened> exact = open.get(path);
        if (exact != null) {
            return match(exact, method, null);
        }
        List<Place> places = places(path);
        for (Place place : places) {
            List<Opened> there = open.get(place.key());
            if (there != null) {
                return match(there, method, Target.segment(place.segment()));
            }
        }
        for (String one : expected) {
            String key = key(one);
            if (key.equals(path)
                    || places.stream().anyMatch(place -> place.key().equals(key))) {
                throw new RefusedException(Refusal.later("path: is not open yet, try again in a moment"));
            }
        }
        throw new RefusedException(Refusal.NOT_FOUND);
    }

    /** How errors are written on an exact path; the house's shape where nobody serves it. */
    ErrorShape errors(@Nullable String path) {
        List<Opened> there = path == null ? null : open.get(path);
        return there == null ? ErrorShape.HOUSE : there.get(0).handler.errors();
    }

    private static Match match(List<Opened> there, String method, @Nullable String parameter) throws RefusedException {
        for (Opened one : there) {
            if (one.spec.methods().contains(method)) {
                return new Match(one.spec, one.handler, parameter);
            }
        }
        TreeSet<String> allow = new TreeSet<>();
        there.forEach(one -> allow.addAll(one.spec.methods()));
        if (allow.contains("GET")) {
            allow.add("HEAD");
        }
        String names = String.join(", ", allow);
        throw new RefusedException(
                new Refusal(405, "method: is not answered here, use " + names, Map.of("Allow", names)));
    }

    /** A segment of a path, and the key of the path with a placeholder in its place. */
    private record Place(String key, String segment) {}

    /** Every segment of a path, the last first. */
    private static List<Place> places(String path) {
        List<Place> places = new ArrayList<>();
        int end = path.length();
        while (end > 0 && places.size() <= MAX_SEGMENTS) {
            int start = path.lastIndexOf('/', end - 1) + 1;
            if (start < end) {
                places.add(
                        new Place(path.substring(0, start) + PLACE + path.substring(end), path.substring(start, end)));
            }
            end = start - 1;
        }
        return places.size() > MAX_SEGMENTS ? List.of() : places;
    }

    /** The needed paths that are not open, in alphabetical order. */
    List<String> missing() {
        TreeSet<String> missing = new TreeSet<>(needed);
        missing.removeIf(path -> open.containsKey(key(path)));
        return List.copyOf(missing);
    }

    private static String key(String path) {
        return PLACEHOLDER.matcher(path).replaceFirst(PLACE);
    }
}
