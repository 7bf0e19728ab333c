using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.Manifests.Access;

/// <summary>What a ServiceAccount may do by the roles of a rendering, what it asked for, and which grants it needed.</summary>
internal sealed class AccessRules
{
    private readonly ConcurrentDictionary<Grant, bool> _used = [];
    private readonly ConcurrentDictionary<ApiCall, bool> _refused = [];

    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AccessRules(ImmutableArray<Grant> grants) => Grants = grants;

    public ImmutableArray<Grant> Grants { get; }

    /// <summary>Grants that nothing asked for needed.</summary>
    public IEnumerable<Grant> Unused => Grants.Where(grant => !_used.ContainsKey(grant));

    /// <summary>What was asked for and is granted nowhere.</summary>
    public IEnumerable<ApiCall> Refused => _refused.Keys;

    /// <summary>The rules for an account, by the bindings that name it.</summary>
    public static AccessRules For(string account, IReadOnlyList<ManifestObject> objects) => new(
    [
        .. from binding in objects
           where binding.Kind is "RoleBinding" or "ClusterRoleBinding"
           where binding.Body["subjects"]!.AsArray().Any(subject => (string)subject!["name"]! == account)
           let reference = binding.Body["roleRef"]!
           let role = objects.The((string)reference["kind"]!, (string)reference["name"]!)
           from rule in role.Body["rules"]!.AsArray()
           from @group in Texts(rule, "apiGroups")
           from resource in Texts(rule, "resources")
           from verb in Texts(rule, "verbs")
           from name in Texts(rule, "resourceNames").DefaultIfEmpty("")
           select new Grant(verb, @group, resource, name, binding.Kind == "RoleBinding" ? binding.Namespace : null),
    ]);

    /// <summary>Completes when every grant that is wanted has been needed.</summary>
    public async Task UsedAsync(Func<Grant, bool> isWanted)
    {
        while (true)
        {
            var progress = Volatile.Read(ref _progress).Task;
            if (!Unused.Any(isWanted))
            {
                return;
            }

            await progress;
        }
    }

    /// <summary>Whether a call is granted; it is remembered either way.</summary>
    public bool Permits(ApiCall call)
    {
        var isPermitted = false;
        foreach (var grant in Grants.Where(grant => grant.Permits(call)))
        {
            isPermitted = true;
            if (_used.TryAdd(grant, true))
            {
                Interlocked.Exchange(ref _progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
        }

        if (!isPermitted)
        {
            _refused[call] = true;
        }

        return isPermitted;
    }

    private static IEnumerable<string> Texts(JsonNode? rule, string field) =>
        rule![field]?.AsArray().Select(item => (string)item!) ?? [];
}
