// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.Test;

/** However many files there are, they are gone by in their order, a few at a time. */
public class PlacesTest {

    private static final int MOST = 10;

    @Test
    public void pieceByPieceAllOfThemComeInTheirOrder() {
        List<Place> all = new ArrayList<>(
                IntStream.range(0, 95).mapToObj(PlacesTest::place).toList());
        Collections.shuffle(all, new Random(7));
        List<Place> got = new ArrayList<>();
        Place after = null;
        int unseen;
        do {
            Places piece = new Places(after, MOST);
            all.forEach(piece::add);
            assertThat(piece.first()).hasSizeLessThanOrEqualTo(MOST);
            assertThat(piece.count()).isEqualTo(95 - got.size());
            assertThat(piece.end()).isEqualTo(place(94));
            got.addAll(piece.first());
            unseen = piece.count() - piece.first().size();
            after = got.get(got.size() - 1);
        } while (unseen > 0);

        assertThat(got)
                .containsExactlyElementsOf(
                        IntStream.range(0, 95).mapToObj(PlacesTest::place).toList());
    }

    @Test
    public void oneThatIsThereTwiceComesOnce() {
        Places places = new Places(null, MOST);
        places.add(place(1));
        places.add(place(1));

        assertThat(places.first()).containsExactly(place(1));
        assertThat(places.count()).isEqualTo(1);
    }

    @Test
    public void aBootIsNotYoungerBecauseItsFirstFilesAreGone() {
        SpoolLayout layout = new SpoolLayout(Drops.BOOT);
        Path first = Path.of(Drops.name(1_000, "aaaaaaaa", 1, 1));
        Path later = Path.of(Drops.name(9_000, "aaaaaaaa", 2, 2));
        Path between = Path.of(Drops.name(5_000, "bbbbbbbb", 3, 3));
        List.of(first, later, between).forEach(layout::notice);
        assertThat(layout.place(later)).isLessThan(layout.place(between));

        List.of(later, between).forEach(layout::notice);

        assertThat(layout.place(later)).isLessThan(layout.place(between));
    }

    private static Place place(int number) {
        return new Place(0, "", number, 0, Path.of("f" + number));
    }
}
