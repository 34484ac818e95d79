// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.DeploymentArchive;
import dev.apiaccess.world.ProtectionPart;
import dev.apiaccess.world.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the APIs that objects protect, within a listing. What was read is carried over while the API and its stages look the same and nothing
 * of it was written, read again at every tenth look anyway, and a look reads so many at most. What cannot be read is named and left out: it
 * spoils no listing.
 */
final class ProtectedApis {

    /** At how many looks an API is read once though nothing shows that it changed: methods change without any other sign. */
    static final int EVERY = 10;

    /** How many APIs one look reads whole, so that other listings do not wait. */
    static final int MOST = 100;

    /** For how many looks what is due anyway is carried over while API Gateway does not answer. */
    private static final int LONGEST = 3 * EVERY;

    private static final Logger LOG = LoggerFactory.getLogger(ProtectedApis.class);

    private static final Map<Operation, String> PATHS = Map.of(
            Operation.GET_REST_API, "/restapis/*",
            Operation.GET_RESOURCES, "/restapis/*/resources",
            Operation.GET_STAGES, "/restapis/*/stages",
            Operation.GET_DEPLOYMENTS, "/restapis/*/deployments",
            Operation.GET_DEPLOYMENT, "/restapis/*/deployments/*",
            Operation.GET_EXPORT, "/restapis/*/stages/*/exports/*",
            Operation.GET_ACCOUNT, "/account");

    /**
     * What was read of an API.
     *
     * @param life of the account: what was kept before it was left holds no more
     * @param listed the API as the listing showed it then
     * @param looks how many looks it was carried over since
     * @param at the number of the look that read it
     * @param isAsked whether its authorizers were asked for
     */
    private record Kept(Object life, ListedApi listed, ExistingApi existing, int looks, long at, boolean isAsked) {

        Kept carried(ExistingApi again) {
            return new Kept(life, listed, again, looks + 1, at, isAsked);
        }

        Kept tried(ExistingApi tried) {
            return new Kept(life, listed, tried, looks, at, isAsked);
        }
    }

    private final Accounts accounts;
    private final ApiReading reading;
    private final DeploymentArchive archive;
    private final Function<UnitKey, View> view;
    private final Trouble trouble = new Trouble("protected REST APIs");
    private final Trouble logTrouble = new Trouble("the role that writes logs of REST APIs");
    private final Map<UnitKey.RestApiUnit, Kept> kept = new ConcurrentHashMap<>();
    private final Map<String, Object> lives = new ConcurrentHashMap<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final TrialRotation rotation = new TrialRotation();

    /**
     * @param view what is known of a unit now, our own writes included
     * @param archive where it is kept what deployments of ours have
     */
    ProtectedApis(Accounts accounts, Naming naming, Function<UnitKey, View> view, DeploymentArchive archive) {
        this.archive = archive;
        this.accounts = accounts;
        this.reading = new ApiReading(accounts, naming);
        this.view = view;
    }

    /** Whether APIs of an account wait for their turn to be read. */
    boolean waits(String accountId) {
        return waiting.contains(accountId);
    }

    /** Drops what is kept of other regions: what a region had when it was left says nothing when it comes back. */
    void keepRegions(String accountId, Collection<String> regions) {
        kept.keySet().removeIf(unit -> unit.accountId().equals(accountId) && !regions.contains(unit.region()));
    }

    /** Drops what is kept of an account. */
    void forget(String accountId) {
        lives.remove(accountId);
        kept.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        waiting.remove(accountId);
    }

    /**
     * Reads what is due.
     *
     * @param listed every API of the region, by id
     * @param stages what was listed of stages already, by API id; the stages of protected APIs are added
     */
    ProtectionPart read(
            Accounts.Account account,
            String region,
            Map<String, ListedApi> listed,
            Map<String, Map<String, ShownStage>> stages,
            ProtectionWish wish)
            throws InterruptedException {
        var wanted = new TreeSet<>(wish.apis());
        wanted.retainAll(listed.keySet());
        kept.keySet()
                .removeIf(unit -> unit.accountId().equals(account.accountId())
                        && unit.region().equals(region)
                        && !wanted.contains(unit.apiId()));
        var look = new Look(
                account, region, stages, new AuthorizerTurns(accounts, account, wish.authorizers(), view, rotation));
        for (var id : wanted) {
            look.consider(new UnitKey.RestApiUnit(account.accountId(), region, id), there(listed, id));
        }
        look.read();
        look.attempt();
        if (look.isCutOff) {
            waiting.add(account.accountId());
        } else {
            waiting.remove(account.accountId());
        }
        trouble.tell(account.accountId() + " in " + region, look.failure);
        return logging(account, region, wish.logs(), look);
    }

    private static ListedApi there(Map<String, ListedApi> listed, String id) {
        return Objects.requireNonNull(listed.get(id));
    }

    private ProtectionPart logging(Accounts.Account account, String region, boolean isAsked, Look look)
            throws InterruptedException {
        if (!isAsked) {
            return new ProtectionPart(look.apis, look.unread, Optional.empty(), "");
        }
        var where = account.accountId() + " in " + region;
        try {
            var role = accounts.call(
                    account,
                    region,
                    Operation.GET_ACCOUNT,
                    Caller.SWEEP,
                    () -> account.access().gateway(region).cloudWatchRole());
            logTrouble.tell(where, null);
            return new ProtectionPart(look.apis, look.unread, Optional.of(new ProtectionPart.LoggingRole(role)), "");
        } catch (AwsFailure refused) {
            logTrouble.tell(where, refused);
            return new ProtectionPart(look.apis, look.unread, Optional.empty(), missing(refused));
        }
    }

    /** Why something could not be read, a clause; what AWS says names things of others. */
    private static String missing(AwsFailure failure) {
        return switch (failure.kind()) {
            case ACCESS_DENIED ->
                "the operator has no apigateway:GET on "
                        + PATHS.getOrDefault(
                                failure.operation(), failure.operation().awsName());
            case NOT_FOUND -> "it went while it was read";
            case THROTTLED -> "API Gateway throttles " + failure.operation().awsName();
            default -> failure.operation().awsName() + " failed with " + failure.code();
        };
    }

    /** One look at the APIs of a region. */
    private final class Look {

        /** @param mustRead whether what is kept does not hold any more */
        private record Turn(
                UnitKey.RestApiUnit unit,
                ListedApi listed,
                Map<String, ShownStage> stages,
                @Nullable Kept before,
                boolean mustRead) {

            long at() {
                return before == null ? -1 : before.at();
            }
        }

        private final Accounts.Account account;
        private final String region;
        private final Map<String, Map<String, ShownStage>> stages;
        private final AuthorizerTurns authorizers;
        private final Object life;
        private final Map<UnitKey.RestApiUnit, ExistingApi> apis = new HashMap<>();
        private final Map<String, String> unread = new HashMap<>();
        private final List<Turn> turns = new ArrayList<>();
        private @Nullable AwsFailure failure;
        private boolean over;
        private boolean isCutOff;

        Look(
                Accounts.Account account,
                String region,
                Map<String, Map<String, ShownStage>> stages,
                AuthorizerTurns authorizers) {
            this.authorizers = authorizers;
            this.account = account;
            this.region = region;
            this.stages = stages;
            this.life = lives.computeIfAbsent(account.accountId(), _ -> new Object());
        }

        /** Carries over what is known to hold, and gives the rest a turn. */
        void consider(UnitKey.RestApiUnit unit, ListedApi listed) throws InterruptedException {
            var shown = stages.get(unit.apiId());
            if (shown == null && !over) {
                attempt(
                        unit,
                        () -> stages.put(
                                unit.apiId(),
                                accounts.call(
                                        account,
                                        region,
                                        Operation.GET_STAGES,
                                        Caller.SWEEP,
                                        () -> account.access().gateway(region).getStages(unit.apiId()))));
                shown = stages.get(unit.apiId());
            }
            if (shown == null) {
                kept.remove(unit);
                unread.computeIfAbsent(unit.apiId(), _ -> why());
                return;
            }
            var before = kept.computeIfPresent(unit, (_, one) -> one.life().equals(life) ? one : null);
            if (before == null || isStale(before, unit, listed, shown)) {
                turns.add(new Turn(unit, listed, shown, before, true));
            } else if (before.looks() + 1 >= EVERY) {
                turns.add(new Turn(unit, listed, shown, before, false));
            } else {
                carry(unit, before);
            }
        }

        private boolean isStale(
                Kept before, UnitKey.RestApiUnit unit, ListedApi listed, Map<String, ShownStage> shown) {
            return !before.listed().equals(listed)
                    || !before.existing().stages().equals(shown)
                    || !ApiReading.isWhole(before.existing())
                    || (!before.isAsked() && authorizers.asks(unit))
                    || isNoted(unit);
        }

        /** Those that wait longest come first. */
        void read() throws InterruptedException {
            turns.sort(Comparator.comparing((Turn turn) -> !turn.mustRead()).thenComparingLong(Turn::at));
            var number = accounts.nanoTime();
            var left = MOST;
            for (var turn : turns) {
                if (over || left == 0) {
                    isCutOff |= failure == null && turn.mustRead();
                    leave(turn);
                } else {
                    left--;
                    read(turn, number);
                }
            }
        }

        /** After all were read, so that they take turns whether they were carried over or not. */
        void attempt() throws InterruptedException {
            if (!over) {
                authorizers.attempt(region, apis).forEach((unit, api) -> {
                    apis.put(unit, api);
                    kept.computeIfPresent(unit, (_, one) -> one.tried(api));
                });
            }
        }

        private void read(Turn turn, long number) throws InterruptedException {
            var before = Optional.ofNullable(turn.before()).map(Kept::existing);
            attempt(turn.unit(), () -> {
                var quest = authorizers.quest(turn.unit(), before);
                var read = reading.read(account, turn.unit(), before, turn.stages(), quest);
                if (read.isEmpty()) {
                    unread.put(turn.unit().apiId(), "it went while it was read");
                    return;
                }
                var existing = noted(turn.unit(), read.get());
                apis.put(turn.unit(), existing);
                // All were read first in the same look: they are spread over the next ones.
                var looks = turn.before() == null
                        ? Math.floorMod(turn.unit().apiId().hashCode(), EVERY)
                        : 0;
                kept.put(
                        turn.unit(),
                        new Kept(life, turn.listed(), existing, looks, number, authorizers.asks(turn.unit())));
            });
            if (!apis.containsKey(turn.unit())) {
                if (over) {
                    unread.remove(turn.unit().apiId());
                    leave(turn);
                } else {
                    kept.remove(turn.unit());
                }
            }
        }

        /** What stages show is exported from them: once they show something else, nobody can read it any more. */
        private ExistingApi noted(UnitKey.RestApiUnit unit, ExistingApi read) {
            return read.made().isEmpty()
                    ? read
                    : read.withExports(archive.keep(
                            unit, read.made().stream().map(MadeDeployment::id).toList(), ApiReading.shownOfOurs(read)));
        }

        /** What is due anyway is carried over for a while; what changed is not known. */
        private void leave(Turn turn) throws InterruptedException {
            var before = turn.before();
            if (before != null && !turn.mustRead() && before.looks() < LONGEST) {
                carry(turn.unit(), before);
            } else {
                kept.remove(turn.unit());
                unread.put(turn.unit().apiId(), why());
            }
        }

        private String why() {
            return failure == null ? "its turn to be read comes with one of the next looks" : missing(failure);
        }

        private void carry(UnitKey.RestApiUnit unit, Kept before) throws InterruptedException {
            var api = over ? before.existing() : authorizers.again(unit, before.existing());
            kept.put(unit, before.carried(api));
            apis.put(unit, api);
        }

        /** What was carried over is no evidence of what was written since it was read. */
        private boolean isNoted(UnitKey.RestApiUnit unit) {
            return view.apply(unit) instanceof View.Known known && !known.settled();
        }

        private void attempt(UnitKey.RestApiUnit unit, Step step) throws InterruptedException {
            try {
                step.run();
            } catch (AwsFailure refused) {
                failure = refused;
                over |= Trouble.general(refused) && refused.kind() != AwsFailure.Kind.ACCESS_DENIED;
                unread.put(unit.apiId(), missing(refused));
            } catch (RuntimeException bug) {
                accounts.internalError();
                LOG.error("REST API {} could not be read", unit.apiId(), bug);
                unread.put(unit.apiId(), "of an internal error");
            }
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }
}
