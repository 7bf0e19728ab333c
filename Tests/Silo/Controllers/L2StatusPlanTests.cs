using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Controllers;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>What is written so that ServiceL2Status objects say who announces (C-130 to C-133).</summary>
public sealed class L2StatusPlanTests
{
    private static readonly ServiceKey _web = new("default", "web");

    [Fact]
    public void An_announced_Service_gets_one_object_with_labels_that_name_it() // C-130, C-131
    {
        var plan = Make(Announcers(("node-a", "eth1 eth0")));

        var created = Assert.Single(plan.Creations);
        Assert.Equal("l2-", created.Metadata.GenerateName);
        Assert.Equal("metallb-system", created.Metadata.Namespace);
        Assert.Equal(
            ["metallb.io/node=node-a", "metallb.io/service-name=web", "metallb.io/service-namespace=default"],
            created.Metadata.Labels!.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Assert.Equal("node-a", created.Status!.Node);
        Assert.Equal(["eth0", "eth1"], created.Status.Interfaces!.Select(item => item.Name)); // sorted.
        Assert.Empty(plan.Deletions);
    }

    [Fact]
    public void An_object_that_says_what_is_true_is_left_alone() // invariant 10
    {
        var plan = Make(Announcers(("node-a", "")), Object("l2-1", "node-a"));

        Assert.Empty(plan.Creations);
        Assert.Empty(plan.Updates);
        Assert.Empty(plan.Deletions);
    }

    [Fact]
    public void Another_announcer_means_another_object_because_the_node_is_immutable() // C-131, C-133
    {
        var plan = Make(Announcers(("node-b", "")), Object("l2-1", "node-a"));

        Assert.Equal("l2-1", Assert.Single(plan.Deletions).Metadata.Name);
        Assert.Equal("node-b", Assert.Single(plan.Creations).Status!.Node);
    }

    [Fact]
    public void Duplicates_go_and_the_oldest_stays() // C-133, Q-27
    {
        var plan = Make(Announcers(("node-a", "")), Object("l2-young", "node-a", age: 1), Object("l2-old", "node-a", age: 9));

        Assert.Equal("l2-young", Assert.Single(plan.Deletions).Metadata.Name);
        Assert.Empty(plan.Creations);
    }

    [Fact]
    public void Other_interfaces_are_written_into_the_object_that_is_there()
    {
        var plan = Make(Announcers(("node-a", "eth1")), Object("l2-1", "node-a"));

        Assert.Equal("eth1", Assert.Single(Assert.Single(plan.Updates).Status!.Interfaces!).Name);
        Assert.Empty(plan.Creations);
    }

    [Fact]
    public void An_object_whose_status_was_never_written_is_completed()
    {
        var unfinished = Object("l2-1", "node-a") with { Status = null };
        var plan = Make(Announcers(("node-a", "")), unfinished);

        Assert.Equal(_web, L2StatusPlan.ServiceOf(unfinished));
        Assert.Equal("node-a", Assert.Single(plan.Updates).Status!.Node);
        Assert.Empty(plan.Deletions);
    }

    [Fact]
    public void What_is_announced_no_more_has_no_object() => // C-133
        Assert.Single(Make(Announcers(), Object("l2-1", "node-a")).Deletions);

    [Fact]
    public void A_Service_that_two_nodes_announce_has_an_object_for_each() =>
        Assert.Equal(
            ["node-a", "node-b"],
            Make(Announcers(("node-a", ""), ("node-b", ""))).Creations.Select(item => item.Status!.Node));

    [Fact]
    public void A_node_whose_name_is_no_label_value_is_named_by_the_status_alone()
    {
        var node = new string('n', 64);
        var created = Assert.Single(Make(Announcers((node, ""))).Creations);

        Assert.DoesNotContain(ServiceL2Status.NodeLabel, created.Metadata.Labels!.Keys);
        Assert.Equal(node, created.Status!.Node);
    }

    private static StatusPlan<ServiceL2Status> Make(
        ImmutableSortedDictionary<string, ImmutableSortedSet<string>> announcers, params ServiceL2Status[] existing) =>
        L2StatusPlan.Make(_web, announcers, existing, "metallb-system");

    private static ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Announcers(
        params (string Node, string Interfaces)[] announcers) =>
        announcers.ToImmutableSortedDictionary(
            entry => entry.Node,
            entry => entry.Interfaces.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableSortedSet(StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static ServiceL2Status Object(string name, string node, int age = 0) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = "metallb-system",
            CreationTimestamp = DateTimeOffset.UnixEpoch - TimeSpan.FromDays(age),
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ServiceL2Status.NodeLabel] = node,
                [ServiceL2Status.ServiceNameLabel] = _web.Name,
                [ServiceL2Status.ServiceNamespaceLabel] = _web.Namespace,
            },
        },
        Status = new ServiceL2StatusStatus { Node = node, ServiceName = _web.Name, ServiceNamespace = _web.Namespace },
    };
}
