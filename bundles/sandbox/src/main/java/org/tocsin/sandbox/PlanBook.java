// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The failures that are planned; of several that fit, the oldest comes first. */
final class PlanBook {

    private static final class Page {
        final Plan plan;
        int left;

        Page(Plan plan) {
            this.plan = plan;
            this.left = plan.times();
        }
    }

    private final List<Page> pages = new ArrayList<>();

    synchronized void add(Plan plan) {
        pages.add(new Page(plan));
    }

    synchronized void clear() {
        pages.clear();
    }

    /** Forgets what was planned for one key; what is for everybody's stays. */
    synchronized void clear(String key) {
        pages.removeIf(page -> key.equals(page.plan.key()));
    }

    /** What is still to come, with the times that are left. */
    synchronized List<Plan> open() {
        return pages.stream()
                .map(page -> new Plan(page.plan.failure(), page.plan.key(), page.left))
                .toList();
    }

    /** What happens to a request whose body is not read yet. */
    synchronized @Nullable Failure takeBeforeReading() {
        return take(plan -> early(plan.failure()));
    }

    /** What happens to a request of this key. */
    synchronized @Nullable Failure take(@Nullable String key) {
        return take(plan -> !early(plan.failure()) && (plan.key() == null || Objects.equals(plan.key(), key)));
    }

    private static boolean early(Failure failure) {
        return failure instanceof Failure.Reset reset && reset.beforeReading();
    }

    private @Nullable Failure take(Predicate<Plan> fits) {
        for (Iterator<Page> i = pages.iterator(); i.hasNext(); ) {
            Page page = i.next();
            if (fits.test(page.plan)) {
                if (page.plan.times() > 0 && --page.left == 0) {
                    i.remove();
                }
                return page.plan.failure();
            }
        }
        return null;
    }
}
