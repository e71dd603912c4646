// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The spool of Tocsin's own programs: {@link SpoolName} and {@link Envelope}. */
final class SpoolLayout implements Layout {

    static final String TAKEN = "taken";
    static final String REJECTED = "rejected";

    /** An event has at most 512 KB, and its envelope a few lines. */
    private static final int MAX_BYTES = (512 << 10) + (16 << 10);

    private final String boot;

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
    public void sort(List<Path> names) {
        Map<Path, SpoolName> read = new HashMap<>();
        Map<String, Long> begun = new HashMap<>();
        for (Path path : names) {
            SpoolName name = SpoolName.of(path.toString());
            if (name != null) {
                read.put(path, name);
                begun.merge(name.boot(), name.micros(), Math::min);
            }
        }
        begun.replace(boot, Long.MAX_VALUE); // whatever its clock says, this boot is the last
        SpoolName none = new SpoolName(0, "", 0);
        names.sort(Comparator.comparing(
                        (Path path) -> read.getOrDefault(path, none),
                        Comparator.comparing((SpoolName name) -> begun.getOrDefault(name.boot(), 0L))
                                .thenComparing(SpoolName::boot)
                                .thenComparing(SpoolName::nanos)
                                .thenComparing(SpoolName::micros))
                .thenComparing(Comparator.naturalOrder()));
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
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
    public Dropped read(String name, byte[] content) throws UnfitFileException {
        return Envelope.read(name, content);
    }
}
