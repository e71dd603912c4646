// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * A file of pages. The size of its pages is not read but found: the one at which most checksums are right. On a good
 * page what counts is what its slots point to and is not marked as deleted; of a bad one, every byte.
 */
final class Container {

    private static final int[] PAGE_SIZES = {32_768, 4_096, 8_192, 16_384};
    private static final int CHECKSUM = 8;
    private static final int SLOTS_AT = 14;
    private static final int SLOT = 3 * Short.BYTES;
    private static final int STORED_PAGE = 117;
    private static final int ALLOCATION_PAGE = 118;
    private static final int BORROWED_AT = 108;
    private static final int DELETED = 1;

    /** Behind what is borrowed: where the pages of the first extent begin, how many are used, a bit for each free one. */
    private static final int EXTENT_START = 8;

    private static final int EXTENT_END = 16;
    private static final int EXTENT_LENGTH = 24;
    private static final int EXTENT_MAP = 56;
    private static final int BIG = 1 << 20;

    private final Path path;
    private final int pageSize;

    private Container(Path path, int pageSize) {
        this.path = path;
        this.pageSize = pageSize;
    }

    /** What is found in the file, in its order. */
    interface Visitor {

        /** A row that is there. */
        void row(long at, ByteBuffer bytes);

        /** A page whose checksum is wrong, or a piece of a page at the end of the file; with what stood before it. */
        void bad(long page, long at, ByteBuffer bytes);
    }

    static Container open(Path path) throws IOException {
        int best = PAGE_SIZES[0];
        long most = 0;
        try (Window file = new Window(path)) {
            for (int size : PAGE_SIZES) {
                long good = goodPages(file, size);
                if (good * size > most) {
                    most = good * size;
                    best = size;
                }
            }
        }
        return new Container(path, best);
    }

    long pages() throws IOException {
        return (Files.size(path) + pageSize - 1) / pageSize;
    }

    /** Whether the page that describes the file is good. */
    boolean hasFirstPage() throws IOException {
        try (Window file = new Window(path)) {
            if (file.size() < pageSize) {
                return false;
            }
            ByteBuffer page = file.at(0, pageSize);
            return isGood(page) && !Bytes.areZero(page) && describesWell(page);
        }
    }

    /** What the first page lends room to, the description of the file, has a checksum of its own. */
    private static boolean describesWell(ByteBuffer page) {
        int length = Byte.toUnsignedInt(page.get(BORROWED_AT)) - CHECKSUM;
        if (page.getShort(0) != ALLOCATION_PAGE || length <= 0) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(page.slice(BORROWED_AT + 1, length));
        return crc.getValue() == page.getLong(BORROWED_AT + 1 + length);
    }

    /**
     * The first page that is in use and has nothing on it. Derby formats a page when it makes room for it; after a power cut
     * this may not have come to the disk yet, and its log brings it back.
     */
    OptionalLong firstEmptyPage() throws IOException {
        Optional<Extent> first = extent();
        if (first.isEmpty()) {
            return OptionalLong.empty();
        }
        Extent extent = first.get();
        try (Window file = new Window(path)) {
            for (long page = extent.start; (page + 1) * pageSize <= file.size() && extent.covers(page); page++) {
                if (extent.uses(page) && Bytes.areZero(file.at(page * pageSize, pageSize))) {
                    return OptionalLong.of(page);
                }
            }
            return OptionalLong.empty();
        }
    }

    /**
     * What the first page says of those behind it, unless it is damaged. Derby makes room for several pages at a time, and does
     * not mind when the disk is full in the middle of that: what such a page holds counts when it comes into use.
     */
    Optional<Extent> extent() throws IOException {
        if (!hasFirstPage()) {
            return Optional.empty();
        }
        try (Window file = new Window(path)) {
            ByteBuffer first = file.at(0, pageSize);
            int at = BORROWED_AT + 1 + Byte.toUnsignedInt(first.get(BORROWED_AT));
            int used = first.getInt(at + EXTENT_LENGTH);
            int mapped = Math.max(Math.min(first.getInt(at + EXTENT_MAP), used), 0);
            byte[] free = new byte[(mapped + Byte.SIZE - 1) / Byte.SIZE];
            first.get(at + EXTENT_MAP + Integer.BYTES, free);
            return Optional.of(
                    new Extent(first.getLong(at + EXTENT_START), first.getLong(at + EXTENT_END), used, mapped, free));
        }
    }

    /** The pages that the first page describes; of more, in a big file, other pages tell. */
    static final class Extent {
        private final long start;
        private final long end;
        private final int used;
        private final int mapped;
        private final byte[] free;

        private Extent(long start, long end, int used, int mapped, byte[] free) {
            this.start = start;
            this.end = end;
            this.used = used;
            this.mapped = mapped;
            this.free = free;
        }

        boolean covers(long page) {
            return page >= start && page <= end;
        }

        /** Whether a page of these holds something, or held it. */
        boolean uses(long page) {
            long i = page - start;
            boolean isFree = i < mapped && (free[(int) i / Byte.SIZE] >> (Byte.SIZE - 1 - i % Byte.SIZE) & 1) == 1;
            return i < used && !isFree;
        }
    }

    void read(Visitor visitor) throws IOException {
        try (Window file = new Window(path)) {
            for (long at = 0; at < file.size(); at += pageSize) {
                int length = (int) Math.min(pageSize, file.size() - at);
                ByteBuffer page = file.at(at, length);
                if (length == pageSize && isGood(page)) {
                    rows(at, page, visitor);
                } else if (!Bytes.areZero(page)) {
                    visitor.bad(at / pageSize, at, page);
                }
            }
        }
    }

    private void rows(long at, ByteBuffer page, Visitor visitor) {
        if (page.getShort(0) != STORED_PAGE) {
            return;
        }
        int slots = Short.toUnsignedInt(page.getShort(SLOTS_AT));
        for (int slot = 0; slot < slots; slot++) {
            int entry = pageSize - CHECKSUM - SLOT * (slot + 1);
            int offset = Short.toUnsignedInt(page.getShort(entry));
            int length = Short.toUnsignedInt(page.getShort(entry + Short.BYTES));
            if (offset + length <= entry && length > 0 && (page.get(offset) & DELETED) == 0) {
                visitor.row(at + offset, page.slice(offset, length));
            }
        }
    }

    /** Enough pages of a big file to know. */
    private static long goodPages(Window file, int size) throws IOException {
        long good = 0;
        for (long at = 0; at + size <= Math.min(file.size(), BIG); at += size) {
            if (isGood(file.at(at, size))) {
                good++;
            }
        }
        return good;
    }

    private static boolean isGood(ByteBuffer page) {
        int end = page.limit() - CHECKSUM;
        CRC32 crc = new CRC32();
        int covered = 0;
        if (page.getShort(0) == ALLOCATION_PAGE) { // the first page lends room, which counts as zeros
            int borrowed = Byte.toUnsignedInt(page.get(BORROWED_AT));
            crc.update(page.slice(0, BORROWED_AT + 1));
            crc.update(new byte[borrowed]);
            covered = BORROWED_AT + 1 + borrowed;
        }
        crc.update(page.slice(covered, end - covered));
        return crc.getValue() == page.getLong(end);
    }
}
