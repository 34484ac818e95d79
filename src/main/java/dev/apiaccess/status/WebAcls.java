// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.ApiWebAcl;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.WebAclMode;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weighed;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The web ACLs in front of stages, as API Gateway shows them: they are looked at and never attached.
 *
 * @param stages those that the object is about
 */
record WebAcls(ApiWebAcl wanted, SortedMap<String, ShownStage> stages) {

    static final String PART = "webAcl";
    private static final int MOST_STAGES = 5;

    /** Empty where none is asked for. */
    static Optional<WebAcls> of(ApiProtectionSpec spec, ProtectionSituation.Seen seen) {
        return Optional.ofNullable(spec.webAcl()).map(wanted -> new WebAcls(wanted, covered(seen)));
    }

    private static SortedMap<String, ShownStage> covered(ProtectionSituation.Seen seen) {
        var covered = new TreeMap<>(seen.api().stages());
        covered.keySet().retainAll(seen.judged().whole().wanted().stages());
        return covered;
    }

    /** What is missing, and what is another one. */
    List<Problem> problems() {
        if (wanted.mode() == WebAclMode.AtCloudFront) {
            return List.of();
        }
        var without = new ArrayList<String>();
        var others = new ArrayList<String>();
        stages.forEach((stage, shown) -> {
            var attached = shown.webAcl().filter(arn -> !arn.isEmpty());
            if (attached.isEmpty()) {
                without.add(stage);
            } else if (wanted.mode() == WebAclMode.Exact && !attached.get().equals(wanted.arn())) {
                others.add(stage + " has " + attached.get());
            }
        });
        var problems = new ArrayList<Problem>();
        if (!without.isEmpty()) {
            problems.add(problem(
                    Reason.WebAclMissing,
                    "no web ACL is attached to stage " + some(without)
                            + (wanted.mode() == WebAclMode.Exact ? ", and " + wanted.arn() + " is wanted" : "")
                            + ": have it attached, it is never done from here"));
        }
        if (!others.isEmpty()) {
            problems.add(problem(
                    Reason.WebAclDiffers,
                    "stage " + some(others) + ", and " + wanted.arn()
                            + " is wanted: have that attached, or correct webAcl.arn"));
        }
        return List.copyOf(problems);
    }

    private static Problem problem(Reason reason, String message) {
        return new Problem(new Weighed(reason, Weight.STALLED), PART, message);
    }

    private static String some(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(all.size(), MOST_STAGES)))
                + (all.size() > MOST_STAGES ? " and " + (all.size() - MOST_STAGES) + " more" : "");
    }

    /** @param problems what was found, by part */
    PartStatus part(Map<String, Problem> problems) {
        if (wanted.mode() == WebAclMode.AtCloudFront) {
            return new PartStatus(
                    PART, PartState.Left, null, "not checked: a web ACL at CloudFront is not seen from the stage");
        }
        if (stages.isEmpty()) {
            return new PartStatus(PART, PartState.Waiting, null, "no stage is there");
        }
        var problem = problems.get(PART);
        return problem == null
                ? new PartStatus(PART, PartState.InForce, null, null)
                : new PartStatus(PART, PartState.Left, problem.reason().name(), Parts.message(problem.message()));
    }
}
