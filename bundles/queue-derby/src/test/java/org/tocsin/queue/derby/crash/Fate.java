// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tocsin.queue.derby.disk.Change;

/**
 * What becomes of the changes of a file that are not synced. The log is written in sectors, any of which may have
 * reached the platter; of a data file each write, which is a page, is there whole or not at all: Derby has no defence
 * against half a page, and half pages have a test of their own.
 */
final class Fate {

    private static final int SECTOR = 512;

    private final SplittableRandom random;
    private final double kept;

    /** By chance everything is kept, as when only the process dies; or nothing; or some of it. */
    Fate(SplittableRandom random) {
        this.random = random;
        int kind = random.nextInt(10);
        this.kept = kind == 0 ? 1 : kind <= 2 ? 0 : random.nextDouble();
    }

    /** What the file holds after the cut. */
    Content of(String file, Content synced, List<Change> pending) {
        if (pending.isEmpty()) {
            return synced;
        }
        Content content = synced.copy();
        List<Change> lost = new ArrayList<>();
        for (Change change : pending) {
            if (change instanceof Change.Write write && isLog(file)) {
                tear(content, write);
            } else if (isKept() && lost.stream().noneMatch(earlier -> overlap(earlier, change))) {
                content.apply(change);
            } else {
                lost.add(change);
            }
        }
        return content;
    }

    /** How many changes of names, which a file system keeps in their order, are there. */
    int names(int pending) {
        if (kept == 0 || kept == 1) {
            return kept == 0 ? 0 : pending;
        }
        return random.nextInt(pending + 1);
    }

    private void tear(Content content, Change.Write write) {
        int size = write.data().length;
        int offset = Math.toIntExact(write.offset());
        // whole or not at all, up to some sector, or any sectors
        int way = random.nextInt(3);
        boolean whole = isKept();
        int end = random.nextInt(size + SECTOR);
        int from = 0;
        while (from < size) {
            int to = Math.min(size, (((offset + from) / SECTOR) + 1) * SECTOR - offset);
            if (way == 0 ? whole : way == 1 ? to <= end || kept == 1 : isKept()) {
                content.write(offset, write.data(), from, to);
            }
            from = to;
        }
    }

    /** Of a page that was written twice, the platter never has the second without the first. */
    private static boolean overlap(Change earlier, Change later) {
        if (earlier instanceof Change.Write first && later instanceof Change.Write second) {
            return first.offset() < second.offset() + second.data().length
                    && second.offset() < first.offset() + first.data().length;
        }
        return true;
    }

    private boolean isKept() {
        return kept == 1 || random.nextDouble() < kept;
    }

    private static boolean isLog(String file) {
        return file.startsWith("log/");
    }
}
