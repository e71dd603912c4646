// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeatureEvent;
import org.apache.karaf.features.FeaturesService;
import org.assertj.core.api.Condition;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is asked of the container for a list of names. */
public final class RealiserTest {

    private static final String A1 = "feature:tocsin-a/[1.0.0,1.0.0]";
    private static final String A2 = "feature:tocsin-a/[1.10.0,1.10.0]";
    private static final String B1 = "feature:tocsin-b/[1.0.0,1.0.0]";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FeatureStore store = new FeatureStore();
    private Map<Wanted, String> progress = Map.of();
    private Set<String> dropped = Set.of();
    private long now;
    private Path ledger;
    private Realiser realiser;

    @Before
    public void begin() {
        ledger = folder.getRoot().toPath().resolve("realised");
        realiser = new Realiser(store.service(), new Ledger(ledger), () -> dropped, () -> now);
        store.offer("tocsin/0.1.0", "tocsin-http");
        store.offer("tocsin-http/0.1.0");
        store.offer("tocsin-a/1.0.0");
        store.offer("tocsin-b/1.0.0");
    }

    private Map<Wanted, String> realise(String features) throws Exception {
        return realiser.realise(
                Wanted.list(features, problem -> {
                    throw problem;
                }),
                soFar -> progress = soFar);
    }

    @Test
    public void whatIsNamedComesWhatIsNamedNoLongerGoesAndNothingElseIsTouched() throws Exception {
        store.required.add("feature:by-hand/[1.0.0,1.0.0]");

        assertThat(realise("tocsin-a, tocsin-b")).isEmpty();
        assertThat(store.required).contains(A1, B1);
        assertThat(progress)
                .hasSize(2)
                .allSatisfy((wish, reason) -> assertThat(reason).isEqualTo("is being installed"));

        assertThat(realise("tocsin-b")).isEmpty();
        assertThat(store.required).containsExactlyInAnyOrder("feature:by-hand/[1.0.0,1.0.0]", B1);

        assertThat(realise("")).isEmpty();
        assertThat(store.required).containsExactly("feature:by-hand/[1.0.0,1.0.0]");
        assertThat(Files.readAllLines(ledger)).isEmpty();
    }

    @Test
    public void whatIsThereAlreadyIsNotAskedForAgainAndNotTakenOutEither() throws Exception {
        store.required.add(A1);

        assertThat(realise("tocsin-a, tocsin-http")).isEmpty();
        assertThat(realise("")).isEmpty();

        assertThat(store.calls).isEmpty();
        assertThat(store.required).containsExactly(A1);
    }

    @Test
    public void aFeatureThatDoesNotResolveWaitsAndTheOthersCome() throws Exception {
        store.broken.put(
                A1,
                "Unable to resolve root: missing requirement [root] osgi.identity; osgi.identity=tocsin-a;"
                        + " type=karaf.feature; version=\"[1.0.0,1.0.0]\"; filter:=\"(x)\" [caused by: Unable to resolve"
                        + " tocsin-a/1.0.0: missing requirement [tocsin-a/1.0.0] osgi.wiring.package;"
                        + " filter:=\"(osgi.wiring.package=no.such)\"]");

        Map<Wanted, String> reasons = realise("tocsin-a, tocsin-b");

        assertThat(reasons)
                .containsOnlyKeys(new Wanted("tocsin-a", ""))
                .containsValue("does not resolve: tocsin-a/1.0.0 needs the package no.such, which nothing here offers");
        assertThat(store.required).containsExactly(B1);
        assertThat(Files.readAllLines(ledger)).containsExactly(B1);

        store.broken.clear();
        assertThat(realise("tocsin-a, tocsin-b")).isEmpty();
        assertThat(store.required).containsExactlyInAnyOrder(A1, B1);
    }

    @Test
    public void aNameThatNobodyOffersWaitsAndTheNearestIsTold() throws Exception {
        assertThat(realise("tocsin-htpt, tocsin-a/2.0, nowhere").values())
                .containsExactly(
                        "no repository offers it; it comes when one does, for example in deploy/; did you mean"
                                + " tocsin-http?",
                        "is offered only in version 1.0.0, not in 2.0",
                        "no repository offers it; it comes when one does, for example in deploy/");
        assertThat(store.calls).isEmpty();

        store.offer("nowhere/3");
        assertThat(realise("nowhere")).isEmpty();
        assertThat(store.required).containsExactly("feature:nowhere/[3,3]");
    }

    @Test
    public void theHighestVersionIsMeantUnlessOneIsNamed() throws Exception {
        realise("tocsin-a");
        store.offer("tocsin-a/1.10.0");
        store.offer("tocsin-a/1.9.0");

        assertThat(realise("tocsin-a")).isEmpty();
        assertThat(store.required).containsExactly(A2);

        assertThat(realise("tocsin-a/1.0")).isEmpty();
        assertThat(store.required).containsExactly(A1);
    }

    @Test
    public void aVersionThatDoesNotResolveLeavesTheOneBefore() throws Exception {
        realise("tocsin-a");
        store.offer("tocsin-a/1.10.0");
        store.broken.put(A2, "boom");

        assertThat(realise("tocsin-a").values()).containsExactly("boom; version 1.0.0 stays until then");
        assertThat(store.required).containsExactly(A1);
        int calls = store.calls.size();
        assertThat(realise("tocsin-a").values()).containsExactly("boom; version 1.0.0 stays until then");
        assertThat(store.calls).as("the one that runs is left alone").hasSize(calls);
        store.offer("other/1.0.0");
        realise("tocsin-a");
        assertThat(store.calls).as("something new is there").hasSizeGreaterThan(calls);
        assertThat(realise("").values()).isEmpty();
        assertThat(store.required).isEmpty();
    }

    @Test
    public void theVersionThatRunsIsNotStoppedForOneThatDoesNotResolve() throws Exception {
        realise("tocsin-a");
        store.offer("tocsin-a/1.10.0");
        store.broken.put(A2, "boom");
        store.calls.clear();

        realise("tocsin-a");

        assertThat(store.calls).containsExactly("simulate [" + A2 + ']');
        assertThat(Files.readAllLines(ledger)).containsExactly(A1);
    }

    @Test
    public void whatTheContainerNeverGotAfterAKillKeepsNoOtherFromComing() throws Exception {
        // killed after it was noted, and before the container had it
        Files.writeString(ledger, A1 + '\n');
        store.broken.put(A1, "boom");

        assertThat(realise("tocsin-a, tocsin-b"))
                .containsOnlyKeys(new Wanted("tocsin-a", ""))
                .containsValue("boom");
        assertThat(store.required).containsExactly(B1);
        assertThat(Files.readAllLines(ledger)).containsExactly(B1);
        store.broken.clear();
        assertThat(realise("tocsin-a, tocsin-b")).isEmpty();
        assertThat(store.required).containsExactlyInAnyOrder(A1, B1);
    }

    @Test
    public void aVersionBeforeThatCannotComeBackKeepsNoOtherFromComing() throws Exception {
        realise("tocsin-a");
        store.offer("tocsin-a/1.10.0");
        store.offered.remove("tocsin-a/1.0.0"); // its repository has gone
        store.meanwhile = () -> {
            store.meanwhile = () -> {};
            throw new IllegalStateException("boom"); // what only the real attempt finds out
        };

        assertThat(realise("tocsin-a, tocsin-b"))
                .containsOnlyKeys(new Wanted("tocsin-a", ""))
                .hasValueSatisfying(new Condition<>(
                        text -> text.startsWith("boom; version 1.0.0 does not come back: "), "both reasons"));
        assertThat(store.required).containsExactly(B1);
        assertThat(realise("tocsin-a, tocsin-b")).as("the next try").isEmpty();
        assertThat(store.required).containsExactlyInAnyOrder(A2, B1);
    }

    @Test
    public void aRepositoryThatGoesTakesNoPluginAlong() throws Exception {
        realise("tocsin-a");
        store.offered.remove("tocsin-a/1.0.0");

        assertThat(realise("tocsin-a")).isEmpty();
        assertThat(store.required).containsExactly(A1);
        realise("");
        assertThat(store.required).isEmpty();
    }

    @Test
    public void whatWasAskedForBeforeACrashIsOursAfterIt() throws Exception {
        store.meanwhile = () -> {
            throw new AssertionError("crash");
        };
        try {
            realise("tocsin-a");
        } catch (AssertionError crash) {
            store.required.add(A1); // the container had got so far
        }
        store.meanwhile = () -> {};
        realiser = new Realiser(store.service(), new Ledger(ledger), () -> dropped, () -> now);

        realise("");

        assertThat(store.required).isEmpty();
    }

    @Test
    public void whatTheContainerGoesOnWithAfterAnInterruptionIsOurs() throws Exception {
        store.interrupt = true;
        assertThatThrownBy(() -> realise("tocsin-a")).isInstanceOf(InterruptedException.class);
        store.interrupt = false;
        store.required.add(A1); // the container had gone on
        realiser = new Realiser(store.service(), new Ledger(ledger), () -> dropped, () -> now);

        realise("tocsin-a");
        realise("");

        assertThat(store.required).isEmpty();
    }

    @Test
    public void whatSomebodyElseBroughtAtTheSameMomentAndOurChangeTookOutComesBack() throws Exception {
        Feature other = store.offer("other/1.0.0");
        store.meanwhile = () -> {
            store.meanwhile = () -> {};
            realiser.heard(new FeatureEvent(
                    FeatureEvent.EventType.FeatureUninstalled, other, FeaturesService.ROOT_REGION, false));
        };

        realise("tocsin-a");

        assertThat(store.required).containsExactlyInAnyOrder(A1, "feature:other/[1.0.0,1.0.0]");
        realise("");
        assertThat(store.required).containsExactly("feature:other/[1.0.0,1.0.0]");
    }

    @Test
    public void whatAlsoLiesInDeployStaysWhenItIsNotNamedAnyMore() throws Exception {
        realise("tocsin-a, tocsin-b");
        dropped = Set.of(A1);

        realise("");
        assertThat(store.required).containsExactly(A1);
        dropped = Set.of();
        realise("");
        assertThat(store.required).as("it is not ours any more").containsExactly(A1);
    }

    @Test
    public void onlyWhatOthersDoIsNews() throws Exception {
        store.broken.put(B1, "boom");
        realise("tocsin-a, tocsin-b");
        assertThat(realiser.hasNews()).isFalse();

        store.offer("other/1.0.0");
        assertThat(realiser.hasNews()).isTrue();
        realise("tocsin-a, tocsin-b");
        assertThat(realiser.hasNews()).isFalse();

        store.required.remove(A1);
        assertThat(realiser.hasNews()).isTrue();
    }

    @Test
    public void aLedgerOfRubbishIsNoReasonToTouchAnything() throws Exception {
        Files.writeString(ledger, "rubbish\n\nfeature:not-there/[1,1]\n");
        store.required.add(B1);

        assertThat(realise("")).isEmpty();
        assertThat(store.required).containsExactly(B1);
        assertThat(store.calls).isEmpty();
    }

    @Test
    public void versionsAreComparedAsNumbers() {
        assertThat(Shelf.version("1.10")).isGreaterThan(Shelf.version("1.9.7"));
        assertThat(Shelf.version("1.2-rc1")).hasToString("1.2.0.rc1");
        assertThat(Shelf.version("3")).hasToString("3.0.0");
        assertThat(Shelf.version("1.2.3.Final")).hasToString("1.2.3.Final");
        assertThat(Shelf.version("1.0.0-SNAPSHOT")).hasToString("1.0.0.SNAPSHOT");
    }

    @Test
    public void whatLiesInDeployAndWentByAccidentComesBackAfterAWhileAndBelongsToNobody() throws Exception {
        dropped = Set.of(A1);

        realise("");
        assertThat(store.calls).as("the container may be about it").isEmpty();
        assertThat(realiser.isAwaiting()).isTrue();

        now += Absent.GRACE.toNanos();
        realise("");
        assertThat(store.required).containsExactly(A1);
        assertThat(Files.exists(ledger) ? Files.readAllLines(ledger) : List.of())
                .isEmpty();
        realise("");
        assertThat(realiser.isAwaiting()).isFalse();

        store.required.clear();
        realise("");
        now += Absent.GRACE.toNanos() - 1;
        realise("");
        assertThat(store.required).as("gone anew, so the while begins anew").isEmpty();
        now++;
        realise("");
        assertThat(store.required).containsExactly(A1);
    }

    @Test
    public void whatLiesInDeployAndDoesNotResolveIsToldWithItsReasonUntilItDoes() throws Exception {
        dropped = Set.of(A1, B1);
        store.broken.put(A1, "needs what is not here");
        realise("");
        now += Absent.GRACE.toNanos();

        realise("");

        assertThat(store.required).as("one does not keep the other from coming").containsExactly(B1);
        assertThat(realiser.absences()).containsExactly(Map.entry(A1, "needs what is not here"));
        assertThat(realiser.isAwaiting())
                .as("it is tried again later, not at once")
                .isFalse();

        store.broken.clear();
        realise("");
        assertThat(store.required).containsExactlyInAnyOrder(A1, B1);
        assertThat(realiser.absences()).isEmpty();
    }
}
