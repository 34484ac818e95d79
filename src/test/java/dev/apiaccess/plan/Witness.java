// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Proof;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.FakePatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What AWS makes of one call, told by what is sent alone and never by what a change says that comes of it. It refuses what AWS
 * refuses, and what would be a step too many. So {@link Effects} is held against somebody who does not know it.
 */
final class Witness {

    private static final int MOST_VERSIONS = 5;

    /** A call that AWS does not take, or that we never want to make. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(Change change, String why) {
            super(change.text() + ": " + why);
        }
    }

    /** What is there after a call, and its answer. */
    record Reply(Observed after, Answer answer) {}

    private int given = 100;

    Reply call(Observed before, Change change) {
        return switch (before) {
            case Observed.Api _ -> throw new Refused(change, "APIs have a witness of their own");
            case Observed.Alarms alarms -> alarms(alarms, change);
            case Observed.Policy policy -> policy(policy, change);
            case Observed.Plan plan -> plan(plan.existing(), change);
            case Observed.Key key -> key(key.existing(), change);
        };
    }

    private Reply policy(Observed.Policy before, Change change) {
        if (change instanceof PolicyChange.CreatePolicy create) {
            refuseIf(before.existing().isPresent(), change, "it exists");
            var sent = create.policy();
            var made = new ExistingPolicy(
                    "arn:aws:iam::" + FakeAws.ACCOUNT + ":policy" + sent.path() + sent.name(),
                    "ANPA" + ++given,
                    "v1",
                    List.of(),
                    sent.withAttachedTo(new TreeSet<>()));
            return new Reply(new Observed.Policy(Optional.of(made)), new Answer.Made(made));
        }
        var existing = before.existing().orElseThrow(() -> new Refused(change, "there is no policy"));
        var policy = existing.policy();
        var attached = new TreeSet<>(policy.attachedTo());
        var others = new ArrayList<>(existing.otherVersionIds());
        return switch (change) {
            case PolicyChange.CreatePolicyVersion version -> {
                sameArn(existing, version.arn(), change);
                refuseIf(others.size() + 1 >= MOST_VERSIONS, change, "a sixth version");
                others.add(existing.defaultVersionId());
                var id = "v" + ++given;
                yield new Reply(
                        with(existing, id, others, policy.withDocument(version.document())), new Answer.NewVersion(id));
            }
            case PolicyChange.DeletePolicyVersion version -> {
                sameArn(existing, version.arn(), change);
                refuseIf(!others.remove(version.versionId()), change, "not there, or the default");
                yield done(with(existing, existing.defaultVersionId(), others, policy));
            }
            case PolicyChange.AttachPolicy attach -> {
                sameArn(existing, attach.arn(), change);
                refuseIf(!attached.add(attach.principal()), change, "attached already");
                yield done(with(existing, existing.defaultVersionId(), others, policy.withAttachedTo(attached)));
            }
            case PolicyChange.DetachPolicy detach -> {
                sameArn(existing, detach.arn(), change);
                refuseIf(!attached.remove(detach.principal()), change, "not attached");
                yield done(with(existing, existing.defaultVersionId(), others, policy.withAttachedTo(attached)));
            }
            case PolicyChange.TagPolicy tag -> {
                sameArn(existing, tag.arn(), change);
                yield done(new Observed.Policy(Optional.of(existing.withTags(plus(existing.tags(), tag.tags())))));
            }
            case PolicyChange.DeletePolicy delete -> {
                sameArn(existing, delete.arn(), change);
                refuseIf(!others.isEmpty(), change, "it has other versions");
                refuseIf(!attached.isEmpty(), change, "it is attached");
                yield done(new Observed.Policy(Optional.empty()));
            }
            default -> throw new Refused(change, "no change of a policy");
        };
    }

    /** CloudWatch overwrites whatever has the name; that it is not ours is for us to know. */
    private static Reply alarms(Observed.Alarms before, Change change) {
        var others = before.others().stream().map(ExistingAlarm::id).toList();
        var after = new TreeMap<String, ExistingAlarm>();
        before.existing().forEach(one -> after.put(one.id(), one));
        switch (change) {
            case AlarmChange.PutAlarm put -> {
                refuseIf(others.contains(put.alarm().name()), change, "it is not ours");
                var was = after.get(put.alarm().name());
                after.put(
                        put.alarm().name(),
                        was == null
                                ? new ExistingAlarm(put.alarm(), "", "", put.tags(), Proof.OWN)
                                : new ExistingAlarm(put.alarm(), was.arn(), "", was.tags(), was.proof()));
            }
            case AlarmChange.DeleteAlarms delete -> {
                refuseIf(delete.names().stream().anyMatch(others::contains), change, "one is not ours");
                refuseIf(!after.keySet().containsAll(delete.names()), change, "one is not there");
                after.keySet().removeAll(delete.names());
            }
            default -> throw new Refused(change, "no change of alarms");
        }
        return done(new Observed.Alarms(List.copyOf(after.values()), before.others()));
    }

    private Reply plan(List<ExistingPlan> before, Change change) {
        return switch (change) {
            case UsagePlanChange.CreateUsagePlan create -> {
                var made = new ExistingPlan("plan" + ++given, create.plan());
                yield new Reply(new Observed.Plan(plus(before, made)), new Answer.Made(made));
            }
            case UsagePlanChange.UpdateUsagePlan update -> {
                refuseIf(update.operations().isEmpty(), change, "nothing to do");
                var found = one(before.stream().filter(it -> it.id().equals(update.planId())), change);
                var patched = new ExistingPlan(found.id(), FakePatches.apply(found.plan(), update.operations()));
                yield done(new Observed.Plan(before.stream()
                        .map(it -> it.equals(found) ? patched : it)
                        .toList()));
            }
            case UsagePlanChange.TagUsagePlan tag -> {
                var found = one(before.stream().filter(it -> it.id().equals(tag.planId())), change);
                var tagged = found.withTags(plus(found.tags(), tag.tags()));
                yield done(new Observed.Plan(before.stream()
                        .map(it -> it.equals(found) ? tagged : it)
                        .toList()));
            }
            case UsagePlanChange.DeleteUsagePlan delete -> {
                var found = one(before.stream().filter(it -> it.id().equals(delete.planId())), change);
                refuseIf(!found.plan().stages().isEmpty(), change, "it has stages");
                yield done(new Observed.Plan(
                        before.stream().filter(it -> !it.equals(found)).toList()));
            }
            default -> throw new Refused(change, "no change of a usage plan");
        };
    }

    private Reply key(List<ExistingKey> before, Change change) {
        return switch (change) {
            case ApiKeyChange.CreateApiKey create -> {
                var made = new ExistingKey("key" + ++given, create.key().withPlanIds(new TreeSet<>()));
                yield new Reply(new Observed.Key(plus(before, made)), new Answer.Made(made));
            }
            case ApiKeyChange.UpdateApiKey update -> {
                refuseIf(update.operations().isEmpty(), change, "nothing to do");
                yield edit(before, update.keyId(), change, key -> FakePatches.apply(key, update.operations()));
            }
            case ApiKeyChange.AddKeyToPlan add ->
                edit(before, add.keyId(), change, key -> {
                    var plans = new TreeSet<>(key.planIds());
                    refuseIf(!plans.add(add.planId()), change, "in it already");
                    return key.withPlanIds(plans);
                });
            case ApiKeyChange.RemoveKeyFromPlan remove ->
                edit(before, remove.keyId(), change, key -> {
                    var plans = new TreeSet<>(key.planIds());
                    refuseIf(!plans.remove(remove.planId()), change, "not in it");
                    return key.withPlanIds(plans);
                });
            case ApiKeyChange.TagApiKey tag -> {
                var found = one(before.stream().filter(it -> it.id().equals(tag.keyId())), change);
                var tagged = found.withTags(plus(found.tags(), tag.tags()));
                yield done(new Observed.Key(before.stream()
                        .map(it -> it.equals(found) ? tagged : it)
                        .toList()));
            }
            case ApiKeyChange.DeleteApiKey delete -> {
                var found = one(before.stream().filter(it -> it.id().equals(delete.keyId())), change);
                refuseIf(found.key().enabled(), change, "it was not disabled first");
                yield done(new Observed.Key(
                        before.stream().filter(it -> !it.equals(found)).toList()));
            }
            default -> throw new Refused(change, "no change of an API key");
        };
    }

    private static Reply edit(List<ExistingKey> before, String id, Change change, UnaryOperator<ApiKey> edit) {
        var found = one(before.stream().filter(it -> it.id().equals(id)), change);
        var edited = new ExistingKey(id, edit.apply(found.key()));
        return done(new Observed.Key(
                before.stream().map(it -> it.equals(found) ? edited : it).toList()));
    }

    private static Map<String, String> plus(@Nullable Map<String, String> before, Map<String, String> more) {
        var all = new HashMap<>(before == null ? Map.of() : before);
        all.putAll(more);
        return all;
    }

    private static Observed with(ExistingPolicy was, String version, List<String> others, ManagedPolicy policy) {
        return new Observed.Policy(Optional.of(new ExistingPolicy(was.arn(), was.policyId(), version, others, policy)));
    }

    private static <T> T one(java.util.stream.Stream<T> things, Change change) {
        return things.findFirst().orElseThrow(() -> new Refused(change, "there is none of that id"));
    }

    private static <T> List<T> plus(List<T> things, T one) {
        var longer = new ArrayList<>(things);
        longer.add(one);
        return longer;
    }

    private static Reply done(Observed after) {
        return new Reply(after, new Answer.Done());
    }

    private static void sameArn(ExistingPolicy existing, String arn, Change change) {
        refuseIf(!existing.arn().equals(arn), change, "another policy is there: " + existing.arn());
    }

    private static void refuseIf(boolean refused, Change change, String why) {
        if (refused) {
            throw new Refused(change, why);
        }
    }
}
