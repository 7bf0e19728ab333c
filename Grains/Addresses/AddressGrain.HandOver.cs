using System.Collections.Immutable;
using MetalOrleans.Domain.Election;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Addresses;

public sealed partial class AddressGrain
{
    /// <summary>
    /// Make before break: whoever announced before goes on until the new announcer has acknowledged, or is late. Nobody waits
    /// meanwhile: the acknowledgement comes as a message of its own.
    /// </summary>
    private async Task HandOverAsync(
        L2Decision decision, ImmutableArray<string> interfaces, CancellationToken cancellationToken)
    {
        var previous = _announcer;
        var announcer = decision.Announcer;
        var change = decision.ChangeFrom(previous);
        if (previous is not null && previous != announcer)
        {
            _leaving.Add(previous);
        }

        _epoch = _epoch.Next(views.Term);
        _announcer = announcer;
        _wasPresent = false;
        EndHandOver();
        LogAnnouncerChanged(
            logger, _address, previous ?? "nobody", announcer ?? "nobody", change, decision.Refusal?.ToString() ?? "elected", _epoch);
        if (announcer is null)
        {
            _order = null;
            await DismissAsync(cancellationToken);
            return;
        }

        _leaving.Remove(announcer);
        _order = new AddressOrder(_address, _epoch, interfaces, IsNew: _isUnproven || (previous is null && _leaving.Count == 0));
        _isUnproven = false;
        var node = GrainFactory.GetGrain<INodeGrain>(announcer);
        if (_leaving.Count == 0)
        {
            await node.AnnounceAsync(_order, cancellationToken);
            return;
        }

        announcements.HandingOver(_address, previous, announcer);
        _handOver = this.RegisterGrainTimer(
            GiveUpWaitingAsync, views.Current.L2Policy.HandOverTimeout, Timeout.InfiniteTimeSpan);
        await node.TakeOverAsync(_order, cancellationToken);
    }

    private Task GiveUpWaitingAsync()
    {
        LogAcknowledgementMissing(
            logger, _address, _announcer ?? "nobody", views.Current.L2Policy.HandOverTimeout.TotalMilliseconds, _epoch);
        return DismissAsync(CancellationToken.None);
    }

    /// <summary>Tells every node but the announcer to stop.</summary>
    private async Task DismissAsync(CancellationToken cancellationToken)
    {
        EndHandOver();
        string[] leaving = [.. _leaving];
        _leaving.Clear();
        foreach (var node in leaving)
        {
            await GrainFactory.GetGrain<INodeGrain>(node)
                .WithdrawAsync(new AddressWithdrawal(_address, _epoch), cancellationToken);
        }
    }

    private void EndHandOver()
    {
        _handOver?.Dispose();
        _handOver = null;
    }
}
