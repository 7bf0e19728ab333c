using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call of a method with a result. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ResultRequest<TResult> : GrainRequest
{
    private TResult? _result;

    private protected ResultRequest()
    {
    }

    internal sealed override object? ResultOf(Task outcome) => Result(outcome);

    private protected TResult Result(Task outcome) =>
        outcome is Task<TResult> task ? task.GetAwaiter().GetResult() : _result!;

    /// <summary>Keeps a result that came without a task.</summary>
    private protected Task KeepAsync(TResult result)
    {
        _result = result;
        return Task.CompletedTask;
    }

    private protected Task<TResult> AwaitAsync() =>
        Await(new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private protected sealed override async Task CallFilteredAsync(IncomingCall call)
    {
        await call.Invoke();
        call.ThrowIfFailed();
        _result = call.Result is null ? default : (TResult)call.Result;
    }

    private protected sealed override Task FailedAsync(Exception exception) =>
        exception is OperationCanceledException { CancellationToken.IsCancellationRequested: true } canceled
            ? Task.FromCanceled<TResult>(canceled.CancellationToken)
            : Task.FromException<TResult>(exception);

    private protected sealed override void Settle(object completion, Task outcome)
    {
        var source = (TaskCompletionSource<TResult>)completion;
        if (outcome is Task<TResult> task)
        {
            source.TrySetFromTask(task);
        }
        else if (outcome.IsCompletedSuccessfully)
        {
            source.TrySetResult(_result!);
        }
        else if (outcome.IsCanceled)
        {
            source.TrySetCanceled();
        }
        else
        {
            source.TrySetException(outcome.Exception!.InnerExceptions);
        }
    }

    private protected sealed override void Fail(object completion, Exception exception)
    {
        var source = (TaskCompletionSource<TResult>)completion;
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
        ((TaskCompletionSource<TResult>)completion).Task.IsCompleted;
}
