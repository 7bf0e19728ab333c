namespace MetalOrleans.Domain.Selection;

/// <summary>The operators of a Kubernetes label selector.</summary>
public enum LabelOperator
{
    /// <summary>The label exists and its value is one of the listed.</summary>
    In,

    /// <summary>The label is missing, or its value is none of the listed.</summary>
    NotIn,

    /// <summary>The label exists.</summary>
    Exists,

    /// <summary>The label is missing.</summary>
    DoesNotExist,
}
