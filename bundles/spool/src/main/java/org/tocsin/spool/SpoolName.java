// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file in the spool: {@code <micros>-<boot>-<nanos>-<random>.event}.
 *
 * <p>Nobody but the agent may list the spool, so senders cannot count; but all processes of a host read one clock that
 * nobody sets and that no step of the time of day moves: the kernel's, which begins with each boot. Within a boot it alone
 * decides. The time of day decides only which of two former boots was first.
 *
 * @param micros the time of day, in microseconds since 1970
 * @param boot the first 8 digits of the kernel's name for its boot
 * @param nanos nanoseconds of its clock that only goes forward
 */
record SpoolName(long micros, String boot, long nanos) {

    private static final Pattern NAME = Pattern.compile("([0-9]{16})-([0-9a-f]{8})-([0-9]{18})-[0-9a-f]{32}\\.event");

    /** Reads a name; null when it is none. */
    static @Nullable SpoolName of(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? new SpoolName(Long.parseLong(matcher.group(1)), matcher.group(2), Long.parseLong(matcher.group(3)))
                : null;
    }
}
