using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>What the cluster's own objects say about the configuration: conditions, counters, ConfigurationStates.</summary>
public sealed class ConfigurationStatusTests : IAsyncLifetime
{
    private const string Overlap =
        "CIDR \"10.0.0.4/31\" in pool \"second\" overlaps with already defined CIDR \"10.0.0.0/29\"";

    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "T-260")]
    [Trait("Invariant", "6")]
    public async Task T_260_a_pool_that_overlaps_another_is_refused_in_its_own_status_and_accepted_once_repaired()
    {
        await _cluster.CreatePoolAsync("first", "10.0.0.0/29");
        await AcceptedAsync("first", generation: 1);

        await _cluster.CreatePoolAsync("second", "10.0.0.4-10.0.0.5");
        var refused = await ConditionAsync("second", condition => condition.Status == "False");
        await _cluster.CreateServiceAsync("web");
        await _cluster.HasAsync("web", "10.0.0.0");
        await _cluster.EditPoolAsync("second", "10.0.0.8/30");

        Assert.Equal(("Conflict", 1), (refused.Reason, refused.ObservedGeneration));
        Assert.StartsWith($"spec.addresses[0]: {Overlap}. ", refused.Message, StringComparison.Ordinal);
        var repaired = await AcceptedAsync("second", generation: 2);
        Assert.True(repaired.LastTransitionTime >= refused.LastTransitionTime);
        await _cluster.HasCountersAsync("second", 0, 4);
    }

    [Fact]
    [Trait("Ref", "C-150")]
    [Trait("Ref", "C-152")]
    [Trait("Ref", "C-154")]
    [Trait("Ref", "C-156")]
    public async Task Controller_and_speakers_say_which_configuration_they_cannot_use_and_recover()
    {
        await AddNodeAsync("node1");
        await StateAsync("controller", "Valid", "");
        await _cluster.CreatePoolAsync("first", "10.0.0.0/29");
        await _cluster.CreatePoolAsync("second", "10.0.0.4/31");

        var controller = await StateAsync("controller", "Invalid", $"configuration error: {Overlap}");
        var speaker = await StateAsync("speaker-node1", "Invalid", $"configuration error: {Overlap}");
        await _cluster.DeleteAsync<IPAddressPool>(Cluster.Configured("second"));

        AssertCondition(controller, "poolReconcilerValid", "False", "ConfigurationError");
        AssertCondition(speaker, "configReconcilerValid", "False", "ConfigurationError");
        Assert.Equal("controller", controller.Metadata.Labels!["metallb.io/component-type"]);
        Assert.Equal("speaker", speaker.Metadata.Labels!["metallb.io/component-type"]);
        Assert.Equal("node1", speaker.Metadata.Labels["metallb.io/node-name"]);
        AssertCondition(await StateAsync("controller", "Valid", ""), "poolReconcilerValid", "True", "Reconciled");
        AssertCondition(await StateAsync("speaker-node1", "Valid", ""), "configReconcilerValid", "True", "Reconciled");
    }

    [Fact]
    [Trait("Ref", "C-157")]
    public async Task An_advertisement_that_makes_no_sense_concerns_the_speakers_and_not_the_controller()
    {
        await AddNodeAsync("node1");
        await _cluster.Client.CreateAsync(
            new L2Advertisement
            {
                Metadata = new ObjectMeta { Namespace = Cluster.ConfigurationNamespace, Name = "twice" },
                Spec = new L2AdvertisementSpec { IPAddressPools = ["a", "a"] },
            },
            default);

        await StateAsync("speaker-node1", "Invalid", "configuration error: duplicate definition of ipAddressPools \"a\"");
        await StateAsync("controller", "Valid", "");
        var refused = await _cluster.L2Advertisements.WaitForAsync(
            Cluster.Configured("twice"), found => found.Status?.Conditions is [{ Status: "False" }], "refused");

        Assert.Equal(
            "spec.ipAddressPools[1]: duplicate definition of ipAddressPools \"a\". Remove the repeated entry.",
            refused.Status!.Conditions![0].Message);
    }

    [Fact]
    [Trait("Ref", "T-299")]
    [Trait("Ref", "C-153")]
    public async Task T_299_a_state_that_is_deleted_or_edited_is_made_right_and_goes_with_its_node()
    {
        await AddNodeAsync("node1");
        var before = await StateAsync("controller", "Valid", "");
        var speaker = await StateAsync("speaker-node1", "Valid", "");

        await _cluster.DeleteAsync<ConfigurationState>(Cluster.Configured("controller"));
        await _cluster.Client.UpdateStatusAsync(
            speaker with { Status = speaker.Status! with { Result = "Invalid", ErrorSummary = "by hand" } }, default);

        await _cluster.States.WaitForAsync(
            Cluster.Configured("controller"),
            state => state.Metadata.Uid != before.Metadata.Uid && state.Status?.Result == "Valid",
            "made again");
        await StateAsync("speaker-node1", "Valid", "");
        await _cluster.DeleteAsync<Node>(ObjectKey.OfCluster("node1"));
        await _cluster.States.WaitAsync(
            states => !states.ContainsKey(Cluster.Configured("speaker-node1")), "speaker-node1", "gone with its node", _ => "there");
    }

    [Fact]
    [Trait("Ref", "C-019")]
    [Trait("Ref", "C-023")]
    [Trait("Ref", "A-050")]
    [Trait("Ref", "A-052")]
    public async Task Counters_and_conditions_edited_by_hand_are_put_right()
    {
        await _cluster.CreatePoolAsync("first", "10.0.0.0/30");
        await _cluster.CreateServiceAsync("web");
        var pool = await _cluster.HasCountersAsync("first", 1, 3);

        await _cluster.Client.UpdateStatusAsync(
            pool with { Status = new IPAddressPoolStatus { AssignedIPv4 = 7, AvailableIPv4 = 7 } }, default);

        await _cluster.HasCountersAsync("first", 1, 3);
        await AcceptedAsync("first", generation: 1);
    }

    [Fact]
    [Trait("Ref", "W-100")]
    [Trait("Ref", "W-118")]
    [Trait("Invariant", "10")]
    public async Task What_is_said_already_is_not_written_again()
    {
        await AddNodeAsync("node1");
        await _cluster.CreatePoolAsync("first", "10.0.0.0/30");
        var pool = await AcceptedAsync("first");
        var state = await StateAsync("controller", "Valid", "");

        // Each of these has every status looked at again.
        await _cluster.RestartAsync();
        await AddNodeAsync("node2");
        await StateAsync("speaker-node2", "Valid", "");
        await _cluster.CreatePoolAsync("second", "10.0.1.0/30");
        await AcceptedAsync("second", generation: 1);

        Assert.Equal(pool.Metadata.ResourceVersion, (await AcceptedAsync("first")).Metadata.ResourceVersion);
        Assert.Equal(state.Metadata.ResourceVersion, (await StateAsync("controller", "Valid", "")).Metadata.ResourceVersion);
    }

    [Tests.ApiServer.KubectlFact]
    [Trait("Ref", "C-023")]
    [Trait("Ref", "C-155")]
    public async Task Kubectl_shows_states_waits_for_conditions_and_cannot_make_counters_lie()
    {
        await _cluster.CreatePoolAsync("first", "10.0.0.0/30");
        await _cluster.CreatePoolAsync("second", "10.0.0.2/31");
        await ConditionAsync("second", condition => condition.Status == "False");
        await AcceptedAsync("first", generation: 1);

        var edited = await KubectlAsync(
            "patch", "ipaddresspool", "first", "-n", Cluster.ConfigurationNamespace, "--subresource=status", "--type=merge",
            "--patch", """{"status":{"assignedIPv4":9,"availableIPv4":0,"conditions":[]}}""");
        var accepted = await KubectlAsync(
            "wait", "ipaddresspool/first", "-n", Cluster.ConfigurationNamespace, "--for=condition=Accepted", "--timeout=20s");
        await _cluster.HasCountersAsync("first", 0, 4);
        await _cluster.States.WaitForAsync(
            Cluster.Configured("controller"), state => state.Status?.Result == "Invalid", "Invalid");
        var table = await KubectlAsync("get", "configurationstates", "-n", Cluster.ConfigurationNamespace);

        Assert.Contains("patched", edited, StringComparison.Ordinal);
        Assert.Contains("condition met", accepted, StringComparison.Ordinal);
        Assert.Matches(@"NAME\s+RESULT\s+ERRORSUMMARY\s+AGE", table);
        Assert.Matches(@"controller\s+Invalid\s+configuration error: CIDR ""10\.0\.0\.2/31""", table);
    }

    private static void AssertCondition(ConfigurationState state, string type, string status, string reason)
    {
        var condition = Assert.Single(state.Status!.Conditions!);
        Assert.Equal((type, status, reason), (condition.Type, condition.Status, condition.Reason));
        Assert.Equal(state.Status.ErrorSummary ?? "", condition.Message);
    }

    private async Task<string> KubectlAsync(params string[] arguments)
    {
        var result = await _cluster.KubectlAsync(input: null, arguments);
        Assert.True(result.Succeeded, result.Error);
        return result.Output;
    }

    private async Task AddNodeAsync(string name) =>
        await _cluster.Client.CreateAsync(new Node { Metadata = new ObjectMeta { Name = name } }, default);

    private Task<IPAddressPool> AcceptedAsync(string pool) => _cluster.Pools.WaitForAsync(
        Cluster.Configured(pool), found => found.Status?.Conditions is [{ Status: "True" }], "accepted");

    private async Task<Condition> AcceptedAsync(string pool, long generation)
    {
        var accepted = await ConditionAsync(pool, found => found.Status == "True" && found.ObservedGeneration == generation);
        Assert.Equal(("Accepted", "Accepted", "The object is in use."), (accepted.Type, accepted.Reason, accepted.Message));
        return accepted;
    }

    private async Task<Condition> ConditionAsync(string pool, Func<Condition, bool> isWanted) =>
        (await _cluster.Pools.WaitForAsync(
            Cluster.Configured(pool),
            found => found.Status?.Conditions is [var condition] && isWanted(condition),
            "the wanted condition")).Status!.Conditions![0];

    private Task<ConfigurationState> StateAsync(string name, string result, string summary) => _cluster.States.WaitForAsync(
        Cluster.Configured(name),
        state => state.Status?.Result == result && (state.Status.ErrorSummary ?? "") == summary,
        $"{result}: {summary}");
}
