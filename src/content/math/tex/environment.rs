//! Environments: matrices, cases, aligned equations.

use super::{Columns, Matrix, Node, Parser, Stop, Unset};

impl Parser<'_> {
    /// After `\begin`.
    pub(super) fn environment(&mut self) -> Result<Node, Unset> {
        let name = self.raw()?;
        let kind = name.trim_end_matches('*');
        let (left, right) = match kind {
            "pmatrix" => ("(", ")"),
            "bmatrix" => ("[", "]"),
            "Bmatrix" => ("{", "}"),
            "vmatrix" => ("|", "|"),
            "Vmatrix" => ("‖", "‖"),
            "cases" | "dcases" => ("{", ""),
            "rcases" | "drcases" => ("", "}"),
            _ => ("", ""),
        };
        let columns = match kind {
            "matrix" | "pmatrix" | "bmatrix" | "Bmatrix" | "vmatrix" | "Vmatrix"
            | "smallmatrix" => {
                self.option();
                Columns::Center
            }
            "cases" | "dcases" | "rcases" | "drcases" => Columns::Left,
            "gather" | "gathered" | "equation" | "multline" => Columns::Center,
            "align" | "aligned" | "split" | "eqnarray" | "flalign" => Columns::Equations,
            "alignat" | "alignedat" => {
                self.raw()?;
                Columns::Equations
            }
            "array" | "darray" | "subarray" => {
                let columns = self.raw()?.chars().filter(|c| matches!(c, 'l' | 'c' | 'r'));
                Columns::Given(columns.collect())
            }
            _ => return Err(Unset),
        };
        let rows = self.deeper(|parser| parser.rows())?;
        if self.raw()? != name {
            return Err(Unset);
        }
        Ok(Node::Matrix(Matrix {
            rows,
            columns,
            left: left.to_owned(),
            right: right.to_owned(),
        }))
    }

    fn rows(&mut self) -> Result<Vec<Vec<Node>>, Unset> {
        let mut rows = Vec::new();
        let mut row = Vec::new();
        loop {
            let (nodes, stop) = self.expression(false)?;
            let blank = nodes.is_empty();
            row.push(Node::Group(nodes));
            match stop {
                Stop::Cell => {}
                Stop::Row => {
                    // `\\[1ex]`: more air.
                    self.option();
                    rows.push(std::mem::take(&mut row));
                }
                Stop::EndEnvironment => {
                    // The last row is often ended as well.
                    if row.len() > 1 || !blank {
                        rows.push(row);
                    }
                    return Ok(rows);
                }
                Stop::End | Stop::Brace | Stop::Bracket | Stop::Right => return Err(Unset),
            }
        }
    }
}
