// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Declared.RuleWish;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What protections declare, and what is noted of them. */
final class Wishes {

    static final Gates NOTHING_NOTED = Gates.OPEN;

    private Wishes() {}

    /** Every method of every path asks for signatures. */
    static RuleWish signed() {
        return rule("rest", Authorization.AWS_IAM, "ANY /", "ANY /{x+}");
    }

    /** @param methods {@code GET /a}, of one verb */
    static RuleWish rule(String name, Authorization authorization, String... methods) {
        var keys = Arrays.stream(methods).map(FakeApi::key).toList();
        return new RuleWish(
                new MethodRule(
                        name,
                        Set.of(keys.getFirst().verb()),
                        keys.stream().map(key -> new PathTemplate(key.path())).toList()),
                authorization,
                false,
                true,
                Optional.empty());
    }

    static RuleWish withKey(RuleWish wish) {
        return new RuleWish(wish.rule(), wish.authorization(), true, wish.isConfirmed(), wish.reopen());
    }

    static RuleWish unconfirmed(RuleWish wish) {
        return new RuleWish(wish.rule(), wish.authorization(), wish.isKeyRequired(), false, wish.reopen());
    }

    static RuleWish reopened(RuleWish wish) {
        return new RuleWish(
                wish.rule(), wish.authorization(), wish.isKeyRequired(), false, Optional.of("it has to be public"));
    }

    static Declared rules(RuleWish... rules) {
        return new Declared(FakeApi.PROD, List.of(rules), List.of(), StageWish.NONE, true, FakeApi.MARK);
    }

    static Declared fences(Fence... fences) {
        return new Declared(FakeApi.PROD, List.of(), List.of(fences), StageWish.NONE, true, FakeApi.MARK);
    }

    static Declared both(List<RuleWish> rules, List<Fence> fences) {
        return new Declared(FakeApi.PROD, rules, fences, StageWish.NONE, true, FakeApi.MARK);
    }

    static Fence fence(String name, Fence.Side side, Sources sources) {
        return new Fence(name, Set.of(), List.of(), side, sources);
    }

    static Fence office() {
        return fence("office", Fence.Side.ONLY_FROM, Sources.ofAddresses("203.0.113.0/24"));
    }

    /** What was closed, by this object. */
    static Gates closed(String... methods) {
        return new Gates(
                Optional.empty(),
                Set.of(),
                Map.of(),
                Map.of(),
                new TreeSet<MethodKey>(Arrays.stream(methods).map(FakeApi::key).toList()),
                Map.of(),
                Optional.empty(),
                "");
    }

    static Gates unsettled(String why) {
        return new Gates(Optional.of(why), Set.of(), Map.of(), Map.of(), Set.of(), Map.of(), Optional.empty(), "");
    }

    static Gates withKeys(String... stages) {
        return new Gates(
                Optional.empty(), Set.of(stages), Map.of(), Map.of(), Set.of(), Map.of(), Optional.empty(), "");
    }

    /** What a rule was confirmed for, and what it is confirmed for now. */
    static Gates confirmed(String rule, String noted, String now) {
        return new Gates(
                Optional.empty(),
                Set.of(),
                noted.isEmpty() ? Map.of() : Map.of(rule, noted),
                now.isEmpty() ? Map.of() : Map.of(rule, now),
                Set.of(),
                Map.of(),
                Optional.empty(),
                "");
    }

    static Gates emptyBefore(boolean isEmpty) {
        return new Gates(Optional.empty(), Set.of(), Map.of(), Map.of(), Set.of(), Map.of(), Optional.of(isEmpty), "");
    }
}
