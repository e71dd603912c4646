// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.util.List;

/** A class that {@link ToyCheck} needs from a jar within its bundle. */
final class ToyPart {

    private ToyPart() {}

    static void check(String place, List<String> wrong) {
        if (place.equals("nowhere")) {
            wrong.add("org.tocsin.toy.cfg: place: 'nowhere' is not a place, use one that is");
        }
    }
}
