// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.SandboxRule;

/** A running agent that delivers to a sandbox of its own, for all tests of a class. */
final class Served implements TestRule {

    private final SandboxRule sandbox = new SandboxRule();
    private final Agent agent = new Agent();

    SandboxRule sandbox() {
        return sandbox;
    }

    Agent agent() {
        return agent;
    }

    @Override
    public Statement apply(Statement base, Description description) {
        TestRule started = new ExternalResource() {
            @Override
            protected void before() {
                agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                        .start();
            }
        };
        return RuleChain.outerRule(sandbox).around(agent).around(started).apply(base, description);
    }

    /** For each test: the sandbox forgets what was planned, and the log is shown when the test failed. */
    TestRule eachTest() {
        TestRule clear = new ExternalResource() {
            @Override
            protected void after() {
                sandbox.get().clear();
            }
        };
        return RuleChain.outerRule(new LogOnFailure(agent)).around(clear);
    }
}
