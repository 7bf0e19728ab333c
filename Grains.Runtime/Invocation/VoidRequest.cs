using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call of a method without a result. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VoidRequest : GrainRequest
{
    private protected VoidRequest()
    {
    }

    internal sealed override object? ResultOf(Task outcome) => null;

    private protected void SendOneWay(GrainReference target)
    {
        if (Send(target))
        {
            Reject(Outcome!.Exception?.InnerException ?? new TaskCanceledException(Outcome));
        }
    }

    private protected Task AwaitAsync() =>
        Await(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private protected sealed override async Task CallFilteredAsync(IncomingCall call)
    {
        await call.Invoke();
        call.ThrowIfFailed();
    }

    private protected sealed override Task FailedAsync(Exception exception) =>
        exception is OperationCanceledException { CancellationToken.IsCancellationRequested: true } canceled
            ? Task.FromCanceled(canceled.CancellationToken)
            : Task.FromException(exception);

    private protected sealed override void Settle(object completion, Task outcome) =>
        ((TaskCompletionSource)completion).TrySetFromTask(outcome);

    private protected sealed override void Fail(object completion, Exception exception)
    {
        var source = (TaskCompletionSource)completion;
        if (exception is OperationCanceledException canceled)
        {
            source.TrySetCanceled(canceled.CancellationToken);
        }
        else
        {
            source.TrySetException(exception);
        }
    }

    private protected sealed override bool IsSettled(object completion) =>
        ((TaskCompletionSource)completion).Task.IsCompleted;
}
