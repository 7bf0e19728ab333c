using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentSession
{
    private readonly InterfaceMacs _macs = new();

    private void TakeInterfaces(IEnumerable<InterfaceState> interfaces)
    {
        if (_macs.Apply(interfaces))
        {
            members.Set(_name, _macs.All);
        }
    }

    /// <summary>Tells the agent who else is a member, before it hears of its first order, and what changes from then on.</summary>
    private async Task<ImmutableSortedDictionary<string, Member>> TellMembersAsync(
        ImmutableSortedDictionary<string, Member> told, CancellationToken cancellationToken)
    {
        var current = members.Current.Members;
        if (MemberSnapshot.Difference(told, current, _name) is { } change)
        {
            await channel.WriteAsync(new SiloMessage { MemberChange = change }, cancellationToken);
        }

        return current;
    }

    private async Task<string> MemberLoopAsync(
        ImmutableSortedDictionary<string, Member> told, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = members.Current.Changed;
            told = await TellMembersAsync(told, cancellationToken);
            await next.WaitAsync(cancellationToken);
        }
    }
}
