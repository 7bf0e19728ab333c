using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call that was not made because it would have waited for a turn that waits for it.</summary>
public sealed class CallChainDeadlockException : OrleansException
{
    private CallChainDeadlockException(string message)
        : base(message)
    {
    }

    internal static CallChainDeadlockException For(Turn turn) =>
        new(
            $"The call would wait for itself: {CallChain.Describe(turn)}. Break the chain with a one-way method, or let the "
            + "called method interleave ([AlwaysInterleave], [ReadOnly], [Reentrant], AllowCallChainReentrancy).");
}
