"""The only writer: what to do with each file, and doing it safely.

A run calls, in this order:

1. `Disk(root)`, and inside `disk.lock()` everything else; a run that only looks takes `disk.lock(shared=True)`.
2. `disk.recover()` finishes what an interrupted run left; a run that only looks warns with `disk.pending()` instead.
3. `read_ledger(raw)`, and `disk.find(ledger)` for what rendering must respect. Then render.
4. `plan(tree, disk.haves(paths_of(tree, ledger)), ledger, policy, disk.bases())`, pure: a `Change` for each path.
5. `seal(changes, tree, ledger, Vault(secrets, raw, sops), policy)` decides about the sealed files among them.
6. `disk.operations(changes)` is what would be written: `--check` asks whether there is any. `diff_text(change)` shows
   it, `disk.leftovers(changes)` notes what stays behind, `exit_of(changes)` says whether the plan may be carried out.
7. `disk.apply(changes)` makes all changes or none. Other writers hand their files to `disk.write(operations)`.

A `Change` whose `why` is an error stops the run as a whole, so all conflicts are told at once.
"""
