// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that belong together, in a tree, with the policies that limit them.
 *
 * @param units organizational units, parents before their children
 * @param members all accounts, that of the management among them
 * @param policies service control policies by id
 * @param attached ids of policies by the id of root, unit or account, in order
 * @param delegated accounts that may ask what else only the management may
 */
public record Organization(
        String id,
        String managementAccount,
        String rootId,
        Instant created,
        List<Unit> units,
        List<Member> members,
        Map<String, Policy> policies,
        Map<String, List<String>> attached,
        Set<String> delegated) {

    /** The policy that AWS attaches to everything, and that allows everything. */
    public static final Policy FULL_ACCESS = new Policy(
            "p-FullAWSAccess",
            "FullAWSAccess",
            "Allows access to every operation",
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
            true);

    /**
     * An organizational unit.
     *
     * @param parent id of the root or of a unit
     */
    public record Unit(String id, String name, String parent) {}

    /**
     * An account.
     *
     * @param parent id of the root or of a unit
     */
    public record Member(String id, String name, String parent) {}

    /** A service control policy. */
    public record Policy(String id, String name, String description, String content, boolean ofAws) {}

    /** A unit by id. */
    public Optional<Unit> unit(String unitId) {
        return units.stream().filter(u -> u.id().equals(unitId)).findFirst();
    }

    /** An account by id. */
    public Optional<Member> member(String account) {
        return members.stream().filter(m -> m.id().equals(account)).findFirst();
    }

    /** Whether root, unit or account of that id is in it. */
    public boolean has(String target) {
        return rootId.equals(target)
                || unit(target).isPresent()
                || member(target).isPresent();
    }

    /** The parent of a unit or account. */
    public Optional<String> parent(String child) {
        return unit(child).map(Unit::parent).or(() -> member(child).map(Member::parent));
    }

    /** The policies of root, unit or account. */
    public List<Policy> policiesOf(String target) {
        return attached.getOrDefault(target, List.of()).stream()
                .flatMap(policy -> Optional.ofNullable(policies.get(policy)).stream())
                .toList();
    }

    /** The policies over an account, level by level, from the root to the account itself. */
    public List<List<Policy>> levels(String account) {
        return line(account).stream().map(this::policiesOf).toList();
    }

    /** Where an account is, as in {@code o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/}. */
    public String path(String account) {
        List<String> line = line(account);
        return id + "/" + String.join("/", line.subList(0, line.size() - 1)) + "/";
    }

    /** Root, units and the account, from the top down. */
    private List<String> line(String account) {
        List<String> out = new ArrayList<>();
        for (@Nullable String at = account; at != null; at = parent(at).orElse(null)) {
            out.addFirst(at);
        }
        return out;
    }

    /** Whether an account may ask about the whole of it. */
    public boolean mayAsk(String account) {
        return managementAccount.equals(account) || delegated.contains(account);
    }
}
