// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.engine.component.Doors;

/** A path that is open whenever its listener is there. */
final class PathLease implements Doors.Lease {

    private final String door;
    private final HttpDoor.PathSpec spec;
    private final HttpDoor.Handler handler;
    private final Consumer<PathLease> onClose;
    private @Nullable HttpDoor listener;
    private HttpDoor.@Nullable OpenPath open;
    private String problem;
    private boolean closed;

    PathLease(String door, HttpDoor.PathSpec spec, HttpDoor.Handler handler, Consumer<PathLease> onClose) {
        this.door = door;
        this.spec = spec;
        this.handler = handler;
        this.onClose = onClose;
        this.problem = absent(door);
    }

    boolean isFor(String name) {
        return door.equals(name);
    }

    /** The listener is there. */
    synchronized void bind(HttpDoor found) {
        if (listener == null) {
            listener = found;
            retry();
        }
    }

    /** The listener goes. */
    synchronized void unbind(HttpDoor gone) {
        if (listener == gone) {
            listener = null;
            problem = absent(door);
            closePath();
        }
    }

    /** Opens the path, if it can be opened and is not. */
    synchronized void retry() {
        if (listener == null || open != null || closed) {
            return;
        }
        try {
            open = listener.open(spec, handler);
            problem = "";
        } catch (IllegalStateException e) {
            problem = notOpen(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            // The listener may be of a foreign bundle: whatever it throws concerns this path alone.
            problem = notOpen(Reason.of(e));
        }
    }

    @Override
    public synchronized String waitsFor() {
        return problem;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            closePath();
        } finally {
            onClose.accept(this);
        }
    }

    private void closePath() {
        HttpDoor.OpenPath closing = open;
        open = null;
        if (closing != null) {
            closing.close();
        }
    }

    private String notOpen(String reason) {
        return "path " + spec.path() + " is not open: " + reason;
    }

    private static String absent(String door) {
        return "waits for the listener " + door + ", which a plugin such as http brings";
    }
}
