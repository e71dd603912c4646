// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tocsin.queue.derby.crash.Tape.Entry;
import org.tocsin.queue.derby.life.Account;
import org.tocsin.queue.derby.life.Ask;
import org.tocsin.queue.derby.life.Word;
import org.tocsin.queue.derby.life.Word.Answered;

/**
 * What had been promised at some place of a tape, and what was under way.
 *
 * @param answered what had been promised
 * @param underWay what had been asked and not promised, in the order of asking
 * @param orders the order numbers that had been promised, by the numbers of the events
 */
record Moment(List<Ask> answered, List<Ask> underWay, NavigableMap<Integer, Long> orders) {

    static Moment at(int place, List<Entry> tape, List<Ask> asks) {
        Map<Integer, Ask> underWay = new TreeMap<>();
        List<Integer> done = new ArrayList<>();
        Map<Integer, Long> answers = new HashMap<>();
        for (Entry entry : tape.subList(0, place)) {
            if (entry instanceof Entry.Said said && said.word() instanceof Word word) {
                if (word instanceof Answered answered) {
                    underWay.remove(word.index());
                    done.add(word.index());
                    answers.put(word.index(), answered.order());
                } else {
                    underWay.put(word.index(), asks.get(word.index()));
                }
            }
        }
        done.sort(Comparator.naturalOrder());
        NavigableMap<Integer, Long> orders = new TreeMap<>();
        for (int index : done) {
            if (asks.get(index) instanceof Ask.Append append) {
                orders.putIfAbsent(append.number(), answers.getOrDefault(index, 0L));
            }
        }
        return new Moment(done.stream().map(asks::get).toList(), List.copyOf(underWay.values()), orders);
    }

    /** All that the store may have done: what it promised, and of what was under way some, from the first on. */
    List<Account> possible() {
        List<Account> accounts = new ArrayList<>();
        for (int more = 0; more <= underWay.size(); more++) {
            Account account = Account.of(answered);
            underWay.subList(0, more).forEach(account::apply);
            accounts.add(account);
        }
        return accounts;
    }
}
