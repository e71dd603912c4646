// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.ArrayList;
import java.util.List;
import org.junit.experimental.categories.Categories;
import org.junit.internal.TextListener;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.Result;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/** Runs the tests of {@link NotAsRoot} in a process of their own; one that is skipped there is one that nobody has run. */
final class StrictRun {

    private StrictRun() {}

    public static void main(String... names) throws ClassNotFoundException {
        List<Class<?>> tests = new ArrayList<>();
        for (String name : names) {
            tests.add(Class.forName(name));
        }
        List<String> skipped = new ArrayList<>();
        JUnitCore junit = new JUnitCore();
        junit.addListener(new TextListener(System.out));
        junit.addListener(new RunListener() {
            @Override
            public void testAssumptionFailure(Failure failure) {
                skipped.add(failure.toString());
            }
        });
        Result result = junit.run(Request.classes(tests.toArray(Class<?>[]::new))
                .filterWith(Categories.CategoryFilter.include(NotAsRoot.class)));
        System.out.println("skipped: " + skipped);
        System.exit(result.wasSuccessful() && result.getRunCount() > 0 && skipped.isEmpty() ? 0 : 1);
    }
}
