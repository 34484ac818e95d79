// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.PolicyChange;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.List;

/** Messages about things in the way of a unit that are not ours, and what to do about them. */
final class Strangers {

    private final Accounts accounts;
    private final World world;
    private final Naming naming;

    Strangers(Accounts accounts, World world, Naming naming) {
        this.accounts = accounts;
        this.world = world;
        this.naming = naming;
    }

    /** A policy that bears our name, where neither a noted id nor its tags prove that it is ours. */
    ForeignThing unproven(UnitKey unit, ExistingPolicy policy) {
        return new ForeignThing(
                Outcome.Why.UNPROVEN,
                policy.arn(),
                "policy " + policy.arn() + " has the name of this one, and neither its id nor its tags prove that it is"
                        + " ours; it is left alone. Make it ours, or delete it when nobody needs it: aws iam tag-policy --policy-arn "
                        + policy.arn() + " --tags Key=" + Naming.TAG_CLUSTER + ",Value=" + naming.clusterId() + " Key="
                        + Naming.TAG_OWNER + ",Value=" + unit.ownerTag());
    }

    /** A policy of our name whose description names another owner; a description cannot be changed. */
    static ForeignThing described(String arn, String description) {
        return new ForeignThing(
                Outcome.Why.NAME_TAKEN,
                arn,
                "policy " + arn + " has the name of this one and does not bear our mark (its description is '"
                        + description + "'); it is left alone: delete it when nobody needs it");
    }

    /** A thing of ours was given the tags of another owner. */
    static ForeignThing ofAnother(String thing, String id, String owner, String cluster) {
        return new ForeignThing(
                Outcome.Why.OF_ANOTHER,
                id,
                thing + " " + id + " bears the tags of " + owner + " in cluster " + cluster
                        + ": it is left alone. Set its tags right, or delete it when nobody needs it");
    }

    /** AWS has a thing of that name or value, and a read just found nothing of ours. */
    ForeignThing taken(UnitKey unit, Change change, AwsFailure failure) {
        return switch (change) {
            case PolicyChange.CreatePolicy create -> {
                var name = create.policy().name();
                var arn = world.iam(unit.accountId())
                        .map(slice -> slice.strangers().get(name))
                        .orElse(null);
                yield new ForeignThing(
                        Outcome.Why.NAME_TAKEN,
                        arn == null ? name : arn,
                        "policy " + (arn == null ? name + " (under another path)" : arn)
                                + " has the name of this one, and IAM takes a name once; it is not ours and is left"
                                + " alone: delete it when nobody needs it");
            }
            case ApiKeyChange.CreateApiKey create
            when unit instanceof UnitKey.ApiKeyUnit key ->
                new ForeignThing(Outcome.Why.VALUE_TAKEN, create.key().name(), valueTaken(key, create));
            default ->
                new ForeignThing(
                        Outcome.Why.NAME_TAKEN,
                        unit.text(),
                        failure.getMessage()
                                + ": what is there does not bear our mark, delete it when nobody needs it");
        };
    }

    private String valueTaken(UnitKey.ApiKeyUnit unit, ApiKeyChange.CreateApiKey create) {
        var others = world.view(unit) instanceof View.Known known && known.observed() instanceof Observed.Key keys
                ? keys.others()
                : List.<ExistingKey>of();
        var partition = accounts.reach(unit.accountId())
                .map(Accounts.Account::partition)
                .orElse("aws");
        return others.stream()
                .filter(one -> one.key().name().equals(create.key().name()))
                .map(one -> "another API key has the value of this one; API key " + one.id()
                        + " has its name, and nothing proves that it is ours. Make that one ours, or delete it when nobody uses it: aws"
                        + " apigateway tag-resource --region " + unit.region() + " --resource-arn arn:" + partition
                        + ":apigateway:" + unit.region() + "::/apikeys/" + one.id() + " --tags "
                        + Naming.TAG_MANAGED_BY + "=apiaccess," + Naming.TAG_CLUSTER + "=" + naming.clusterId() + ","
                        + Naming.TAG_OWNER + "=" + unit.ownerTag())
                .findFirst()
                .orElse("another API key, which is not ours, has the value of this one: find it with aws apigateway"
                        + " get-api-keys --include-values --region " + unit.region()
                        + " and delete it when nobody uses it; renaming it changes nothing");
    }
}
