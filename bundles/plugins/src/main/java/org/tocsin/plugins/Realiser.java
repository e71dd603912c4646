// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeatureEvent;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.FeaturesService.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the container has in line with what is wanted. Touches no feature that it has not brought itself. Used by
 * one thread at a time, except for {@link #heard}.
 */
final class Realiser {

    private static final Logger LOG = LoggerFactory.getLogger(Realiser.class);

    /** A plugin that comes is no reason to restart those that run. */
    private static final EnumSet<Option> ADDING = EnumSet.of(Option.NoAutoRefreshBundles);

    /** Finds out whether it resolves, and changes nothing. */
    private static final EnumSet<Option> TRYING = EnumSet.of(Option.NoAutoRefreshBundles, Option.Simulate);

    private static final EnumSet<Option> REMOVING = EnumSet.noneOf(Option.class);

    private final FeaturesService features;
    private final Ledger ledger;
    private final Callable<Set<String>> others;

    /** Features that went while nothing but an addition was asked for. */
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    private volatile boolean adding;

    /** What was there when it was last looked at, and what was required when that was done. */
    private Set<String> offered = Set.of();

    private Set<String> left = Set.of();

    private final Absent absent;

    /** Why what lies in deploy/ did not come, by its requirement. */
    private volatile Map<String, String> absences = Map.of();

    /** Why a version could not come in the place of another, by its requirement; until something else is offered. */
    private final Map<String, String> refused = new HashMap<>();

    /**
     * Changes nothing yet.
     *
     * @param others what somebody else wants for good; never taken out, whoever has brought it
     * @param nanoTime as {@link System#nanoTime}
     */
    Realiser(FeaturesService features, Ledger ledger, Callable<Set<String>> others, LongSupplier nanoTime) {
        absent = new Absent(nanoTime);
        this.others = others;
        this.features = features;
        this.ledger = ledger;
    }

    /**
     * Does what can be done, which takes its time.
     *
     * @param progress told why wishes are not fulfilled yet, before that
     * @return why the rest is not done, by the wish
     */
    Map<Wanted, String> realise(List<Wanted> wishes, Consumer<Map<Wanted, String>> progress) throws Exception {
        Shelf shelf = Shelf.of(features);
        Set<String> now = shelf.ids();
        if (!now.equals(offered)) {
            refused.clear();
        }
        offered = now;
        Set<String> own = ledger.read();
        Map<Wanted, String> reasons = new LinkedHashMap<>();
        Map<Wanted, Feature> missing = new LinkedHashMap<>();
        Set<String> keep = new HashSet<>();
        for (Wanted wish : wishes) {
            Optional<Feature> best = shelf.best(wish);
            if (best.isEmpty()) {
                Optional<String> kept = own.stream()
                        .filter(required()::contains)
                        .filter(requirement -> Requirement.isOf(requirement, wish.name()))
                        .filter(requirement -> wish.version().isEmpty()
                                || Shelf.version(Requirement.version(requirement))
                                        .equals(Shelf.version(wish.version())))
                        .findFirst();
                kept.ifPresentOrElse(keep::add, () -> reasons.put(wish, shelf.lack(wish)));
            } else if (!shelf.isProduct(wish.name())) {
                String requirement = Requirement.of(best.get());
                keep.add(requirement);
                if (!required().contains(requirement)) {
                    missing.put(wish, best.get());
                }
            }
        }
        own.removeIf(requirement -> !keep.contains(requirement) && !required().contains(requirement));
        Map<Wanted, String> soFar = new LinkedHashMap<>(reasons);
        missing.keySet().forEach(wish -> soFar.put(wish, "is being installed"));
        progress.accept(soFar);
        removeUnwanted(own, keep, missing, reasons);
        add(own, missing, reasons);
        bringAbsent();
        left = Set.copyOf(required());
        return reasons;
    }

    /** What others should have brought, after a while, and not as ours. */
    private void bringAbsent() throws Exception {
        Map<String, String> open = new HashMap<>();
        for (String requirement : absent.overdue(others.call(), installed())) {
            try {
                addRequirements(Set.of(requirement));
                LOG.info("{} of deploy/ has come after all", requirement);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.debug("{} in full", requirement, e);
                // a bundle that does not start is reported as a failure, too, although all is there
                if (!installed().contains(requirement)) {
                    open.put(requirement, Why.of(e));
                }
            }
        }
        absences = open;
    }

    private Set<String> installed() throws Exception {
        Set<String> installed = new HashSet<>();
        for (Feature feature : features.listInstalledFeatures()) {
            installed.add(Requirement.of(feature));
        }
        return installed;
    }

    /** Whether something in {@code deploy/} has not come, nor been refused; it is time to look again soon. */
    boolean isAwaiting() {
        return absent.isAnything() && absences.isEmpty();
    }

    /** Why what lies in {@code deploy/} does not come, by its requirement. */
    Map<String, String> absences() {
        return absences;
    }

    /** Those of the wishes that are fulfilled, in whichever version. */
    List<Feature> there(List<Wanted> wishes) throws Exception {
        Shelf shelf = Shelf.of(features);
        return wishes.stream()
                .flatMap(wish -> shelf.of(wish.name()).stream())
                .filter(features::isInstalled)
                .toList();
    }

    /** Whether features or repositories have come or gone since the last time, by others. Cheap. */
    boolean hasNews() {
        try {
            return !offered.equals(Shelf.of(features).ids()) || !left.equals(required());
        } catch (Exception e) {
            LOG.debug("the features cannot be looked at now", e);
            return true; // then the next try will tell
        }
    }

    /** Told of everything that happens to features. */
    void heard(FeatureEvent event) {
        Feature feature = event.getFeature();
        if (adding && feature != null && event.getType() == FeatureEvent.EventType.FeatureUninstalled) {
            lost.add(Requirement.of(feature));
        }
    }

    private void removeUnwanted(
            Set<String> own, Set<String> keep, Map<Wanted, Feature> missing, Map<Wanted, String> reasons)
            throws Exception {
        for (String requirement : new TreeSet<>(own)) {
            boolean replaced = missing.keySet().stream().anyMatch(wish -> Requirement.isOf(requirement, wish.name()));
            if (keep.contains(requirement) || replaced) {
                continue;
            }
            // a version that waits leaves the one before in its place
            boolean stands = reasons.keySet().stream().anyMatch(wish -> Requirement.isOf(requirement, wish.name()));
            if (!stands && (others.call().contains(requirement) || remove(requirement))) {
                own.remove(requirement);
                ledger.write(own);
            }
        }
    }

    private boolean remove(String requirement) throws InterruptedException {
        try {
            features.removeRequirements(root(Set.of(requirement)), REMOVING);
            LOG.info("{} is taken out: it is not wanted any more", requirement);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.warn("TOCSIN-PLUGINS-003 {} cannot be taken out: {}", requirement, Why.of(e));
            return false;
        }
    }

    private void add(Set<String> own, Map<Wanted, Feature> missing, Map<Wanted, String> reasons) throws Exception {
        Map<Wanted, Feature> fresh = new LinkedHashMap<>();
        for (Map.Entry<Wanted, Feature> entry : missing.entrySet()) {
            // what was noted and never came, because of a kill for example, is in nobody's way
            Optional<String> before = own.stream()
                    .filter(required()::contains)
                    .filter(requirement ->
                            Requirement.isOf(requirement, entry.getKey().name()))
                    .findFirst();
            if (before.isPresent()) {
                replace(own, before.get(), entry.getKey(), entry.getValue(), reasons);
            } else {
                fresh.put(entry.getKey(), entry.getValue());
            }
        }
        if (fresh.size() > 1 && tryToAdd(own, fresh).isEmpty()) {
            return; // together they take hardly longer than one
        }
        for (Map.Entry<Wanted, Feature> entry : fresh.entrySet()) {
            tryToAdd(own, Map.of(entry.getKey(), entry.getValue()))
                    .ifPresent(reason -> reasons.put(entry.getKey(), reason));
        }
    }

    /** Another version in the place of one that is there; that comes back when the other cannot come. */
    private void replace(Set<String> own, String before, Wanted wish, Feature after, Map<Wanted, String> reasons)
            throws Exception {
        String known = refused.get(Requirement.of(after));
        if (known != null) {
            reasons.put(wish, known); // the one that runs is not stopped time and again for nothing
            return;
        }
        Optional<String> unresolved = unresolved(after);
        if (unresolved.isPresent()) {
            stays(before, wish, after, unresolved.get(), reasons);
            return;
        }
        if (!remove(before)) {
            reasons.put(wish, "version " + Requirement.version(before) + " cannot be taken out; the log says why");
            return;
        }
        own.remove(before);
        Optional<String> reason = tryToAdd(own, Map.of(wish, after));
        if (reason.isEmpty()) {
            return;
        }
        own.add(before);
        ledger.write(own);
        Optional<String> gone = comesBack(before);
        if (gone.isEmpty()) {
            stays(before, wish, after, reason.get(), reasons);
            return;
        }
        own.remove(before);
        ledger.write(own);
        reasons.put(
                wish, reason.get() + "; version " + Requirement.version(before) + " does not come back: " + gone.get());
    }

    /** Why what was taken out cannot be had again; mostly its repository has gone. */
    private Optional<String> comesBack(String requirement) throws InterruptedException {
        try {
            addRequirements(Set.of(requirement));
        } catch (InterruptedException e) {
            throw e; // the container goes on with it, and so it stays ours
        } catch (Exception e) {
            LOG.debug("{} in full", requirement, e);
            return required().contains(requirement) ? Optional.empty() : Optional.of(Why.of(e));
        }
        return Optional.empty();
    }

    private void stays(String before, Wanted wish, Feature after, String reason, Map<Wanted, String> reasons) {
        String text = reason + "; version " + Requirement.version(before) + " stays until then";
        refused.put(Requirement.of(after), text);
        reasons.put(wish, text);
    }

    /** Why a feature does not resolve beside what is there. */
    private Optional<String> unresolved(Feature feature) throws InterruptedException {
        try {
            features.addRequirements(root(Set.of(Requirement.of(feature))), TRYING);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.debug("{} in full", feature.getId(), e);
            return Optional.of(Why.of(e));
        }
    }

    /** Empty when it is done, else why not. */
    private Optional<String> tryToAdd(Set<String> own, Map<Wanted, Feature> missing)
            throws IOException, InterruptedException {
        Set<String> requirements = new TreeSet<>();
        missing.values().forEach(feature -> requirements.add(Requirement.of(feature)));
        Set<String> before = new TreeSet<>(own);
        before.removeAll(requirements);
        own.addAll(requirements);
        ledger.write(own); // first: what came before a crash must not be taken for somebody else's
        String reason = "";
        try {
            addRequirements(requirements);
        } catch (InterruptedException e) {
            throw e; // the container goes on with it, and so it stays ours
        } catch (Exception e) {
            reason = Why.of(e);
            LOG.debug("{} in full", requirements, e);
        }
        // a bundle that does not start is reported as a failure, too, although all is there
        if (required().containsAll(requirements)) {
            LOG.info("{} has come", requirements);
            return Optional.empty();
        }
        own.retainAll(before);
        ledger.write(own);
        return Optional.of(reason.isEmpty() ? "was taken out by somebody else at once" : reason);
    }

    /**
     * Adds, and puts back what went by that: two who change features at the same moment, each of them from what was before,
     * take out what the other one has brought.
     */
    private void addRequirements(Set<String> requirements) throws Exception {
        lost.clear();
        adding = true;
        try {
            features.addRequirements(root(requirements), ADDING);
        } finally {
            adding = false;
        }
        Set<String> back = new TreeSet<>();
        for (String requirement : lost) {
            boolean replaced = List.of(features.listInstalledFeatures()).stream()
                    .anyMatch(feature -> Requirement.isOf(requirement, feature.getName()));
            if (!replaced) {
                back.add(requirement);
            }
        }
        if (!back.isEmpty()) {
            LOG.info("{} went by accident and comes back", back);
            features.addRequirements(root(back), ADDING);
        }
    }

    private Set<String> required() {
        return features.listRequirements().getOrDefault(FeaturesService.ROOT_REGION, Set.of());
    }

    private static Map<String, Set<String>> root(Set<String> requirements) {
        return Map.of(FeaturesService.ROOT_REGION, requirements);
    }
}
