// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.AdapterInput;

/** The spool of Tocsin's own programs: {@link SpoolName} and {@link Envelope}. */
final class SpoolLayout implements Layout {

    static final String TAKEN = "taken";
    static final String REJECTED = "rejected";

    private static final int MAX_EVENT = 512 << 10;

    /** A few lines. */
    private static final int MAX_ENVELOPE = 16 << 10;

    /** No host has been started so often while files were waiting. */
    private static final int MOST_BOOTS = 1_000;

    private final String boot;

    /** The first time of day that was seen of each boot: for as long as we run, also when its first files are gone. */
    private final Map<String, Long> begun = new HashMap<>();

    /** @param boot the first 8 digits of the kernel's name for this boot */
    SpoolLayout(String boot) {
        this.boot = boot;
    }

    @Override
    public boolean ignores(String name) {
        return name.startsWith(".") || name.equals(TAKEN) || name.equals(REJECTED);
    }

    @Override
    public boolean fits(String name) {
        return SpoolName.of(name) != null;
    }

    @Override
    public void notice(Path path) {
        SpoolName name = SpoolName.of(path.toString());
        if (name != null && (begun.size() < MOST_BOOTS || begun.containsKey(name.boot()))) {
            begun.merge(name.boot(), name.micros(), Math::min);
        }
    }

    @Override
    public Place place(Path path) {
        SpoolName name = SpoolName.of(path.toString());
        if (name == null) {
            return new Place(0, "", 0, 0, path);
        }
        // whatever its clock says, this boot is the last
        long era = name.boot().equals(boot) ? Long.MAX_VALUE : begun.getOrDefault(name.boot(), 0L);
        return new Place(era, name.boot(), name.nanos(), name.micros(), path);
    }

    @Override
    public int maxBytes() {
        return AdapterInput.MAX_WAITING_BYTES + MAX_ENVELOPE;
    }

    @Override
    public boolean takesLinks() {
        return false;
    }

    @Override
    public boolean keepsNames() {
        return false;
    }

    @Override
    public @Nullable String shown(String name) {
        return fits(name) ? name : null;
    }

    @Override
    public Dropped read(String name, byte[] content) throws UnfitFileException {
        Dropped dropped = Envelope.read(name, content);
        // what a tool says may be longer than the event that is made of it
        int most = MAX_ENVELOPE
                + (dropped.channel().equals(AdapterInput.CHANNEL) ? AdapterInput.MAX_WAITING_BYTES : MAX_EVENT);
        if (content.length > most) {
            throw UnfitFileException.tooLong(most);
        }
        return dropped;
    }
}
