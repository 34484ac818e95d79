# SPDX-License-Identifier: Apache-2.0
"""What KEEP=1 leaves: everything running, the objects there again, and how to use it by hand."""
from __future__ import annotations

import shlex

import clusterfiles
from demoparts import watching
from demoparts.access import ORDERS, PLATFORM
from demoparts.account import REGION
from demoparts.stage import Stage
from demoparts.telling import Telling


def offer(stage: Stage, tell: Telling) -> None:
    """Applies the objects again and says what can be done now."""
    stage.kubectl("apply", "-f", PLATFORM, "-f", ORDERS)
    tell.wait("the objects are Ready again", lambda: watching.all_ready(stage, ORDERS), 60)
    account, path = stage.account, stage.directory / "env.sh"
    values = {"KUBECONFIG": str(stage.cluster.kubeconfig), "AWS_ENDPOINT_URL": account.endpoint, "AWS_REGION": REGION,
              "AWS_DEFAULT_REGION": REGION,  # what boto3 asks for
              "AWS_ACCESS_KEY_ID": account.bob.credentials.access_key,
              "AWS_SECRET_ACCESS_KEY": account.bob.credentials.secret_key,
              "ORDERS": account.url("orders", "/orders"), "QUOTES": account.url("quotes", "/quotes"),
              "WEB": f"{account.web.access_key}:{account.web.secret_key}", "WEB_TOKEN": account.web.token,
              "ALICE": f"{account.alice.access_key}:{account.alice.secret_key}"}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in values.items()]
    clusterfiles.write_private(path, "\n".join([*lines, f"export PATH={shlex.quote(str(stage.kit))}:$PATH", ""]))
    print(f"""
It goes on running, with the objects there again. In another terminal:
  . {path}     # KUBECONFIG, kubectl, AWS_* of bob, who may do everything
  kubectl get apiaccess -A
  curl "$ORDERS"
  curl --aws-sigv4 aws:amz:{REGION}:execute-api --user "$WEB" -H "x-amz-security-token: $WEB_TOKEN" "$ORDERS"
  curl --aws-sigv4 aws:amz:{REGION}:execute-api --user "$ALICE" "$ORDERS/17"
  curl -H "x-api-key: $(kubectl get secret quotes-api-key -n mobile -o jsonpath={{.data.value}} | base64 -d)" "$QUOTES"
  aws iam list-policies --scope Local          # if you have the AWS CLI
Logs are in {stage.directory}, the operator's health and metrics at {stage.operator_url}/q/health and /q/metrics,
its AWS calls at {account.endpoint}/_admin/calls?account=111122223333
Ctrl-C ends it.""", flush=True)
