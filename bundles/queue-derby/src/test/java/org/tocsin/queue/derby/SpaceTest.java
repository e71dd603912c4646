// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoreException;

/** What may come in, and how it is said that it may not. */
public class SpaceTest {

    @Test
    public void aFullStoreSaysWhoHoldsWhatAndWhereTheLimitIs() throws Exception {
        Space space = new Space(10, 6, () -> 0);
        Event event = new Event(new Lane("pagerduty", "k"), "v2", Body.of("12345"), null);
        StoreException refusal = catchThrowableOfType(StoreException.class, () -> space.admit(event));
        assertThat(refusal)
                .hasMessage("the store holds 6 of at most 10 bytes (maxBytes in org.tocsin.queue.derby.cfg),"
                        + " try again when some have been delivered");
        assertThat(refusal.full()).isTrue();
        space.free(1);
        space.admit(event);
        assertThat(space.held()).isEqualTo(10);
    }
}
